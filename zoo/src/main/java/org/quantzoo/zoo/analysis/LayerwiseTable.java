package org.quantzoo.zoo.analysis;

import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import org.quantzoo.zoo.quantization.ChannelStatistics;
import org.quantzoo.zoo.quantization.SignalToNoise;
import org.quantzoo.zoo.quantization.TensorStatistics;

/**
 * Analyses as CSV text: one line for each tensor, or for each channel of it, with six significant digits.
 *
 * <p>Ranges and extremes are in the tensor's own unit, {@code sqnr_db} in decibels, {@code kl_to_uniform} in nats, errors are mean
 * squares. {@code network_qmse} compares an activation in the float network with the same one in the quantized network.
 */
public final class LayerwiseTable {
    private static final String TENSOR_COLUMNS =
            "elements,min,max,range_min,range_max,range,precision,sparsity,mean_square,qmse,sqnr_db,kl_to_uniform";
    private static final String LAYER_COLUMNS =
            "index,layer,kind,tensor," + TENSOR_COLUMNS + ",network_qmse,network_sqnr_db";

    private LayerwiseTable() {}

    /** One line for each tensor of each layer: {@code raw_weights}, {@code folded_weights} and {@code activations}. */
    public static String layers(LayerwiseAnalysis analysis) {
        StringBuilder csv = new StringBuilder(LAYER_COLUMNS).append('\n');
        appendLayers(csv, "", analysis);
        return csv.toString();
    }

    /** The same over training, with the number of finished epochs in front of each line. */
    public static String epochs(List<EpochAnalysis> history) {
        StringBuilder csv = new StringBuilder("epoch,").append(LAYER_COLUMNS).append('\n');
        for (EpochAnalysis epoch : history) {
            appendLayers(csv, epoch.epoch() + ",", epoch.analysis());
        }
        return csv.toString();
    }

    /** One line for each channel of each tensor; {@code range} and {@code precision} are the channel's own. */
    public static String channels(LayerwiseAnalysis analysis) {
        StringBuilder csv = new StringBuilder("index,layer,kind,tensor,channel,")
                .append(TENSOR_COLUMNS)
                .append('\n');
        for (LayerStatistics layer : analysis.layers()) {
            if (layer.weights() != null) {
                appendChannels(csv, layer, "raw_weights", layer.weights().raw());
                appendChannels(csv, layer, "folded_weights", layer.weights().folded());
            }
            appendChannels(csv, layer, "activations", layer.activations());
        }
        return csv.toString();
    }

    /** One line for each layer and part of it that was quantized alone, the whole network first. */
    public static String attribution(ErrorAttribution attribution) {
        StringBuilder csv = new StringBuilder("index,layer,kind,part,accuracy,accuracy_loss,qmse,qce,qkl\n");
        csv.append(",whole network,,BOTH,").append(effect(attribution.whole())).append('\n');
        for (ErrorAttribution.LayerEffect layer : attribution.layers()) {
            csv.append(String.join(
                            ",",
                            String.valueOf(layer.index()),
                            layer.name(),
                            layer.kind().name(),
                            layer.part().name(),
                            effect(layer.effect())))
                    .append('\n');
        }
        return csv.toString();
    }

    private static String effect(ErrorAttribution.Effect effect) {
        OutputError error = effect.error();
        return decimals(effect.accuracy(), effect.accuracyLoss(), error.qmse(), error.qce(), error.qkl());
    }

    private static void appendLayers(StringBuilder csv, String prefix, LayerwiseAnalysis analysis) {
        for (LayerStatistics layer : analysis.layers()) {
            if (layer.weights() != null) {
                appendLayer(csv, prefix, layer, "raw_weights", layer.weights().raw(), ",");
                appendLayer(
                        csv, prefix, layer, "folded_weights", layer.weights().folded(), ",");
            }
            SignalToNoise error = layer.inQuantizedNetwork();
            appendLayer(
                    csv, prefix, layer, "activations", layer.activations(), decimals(error.noise(), error.decibels()));
        }
    }

    private static void appendLayer(
            StringBuilder csv,
            String prefix,
            LayerStatistics layer,
            String tensor,
            TensorStatistics statistics,
            String inNetwork) {
        csv.append(prefix)
                .append(head(layer, tensor))
                .append(statistics.elements())
                .append(',');
        csv.append(decimals(
                        statistics.extremes().min(),
                        statistics.extremes().max(),
                        statistics.range().min(),
                        statistics.range().max(),
                        statistics.range().width(),
                        statistics.averagePrecision(),
                        statistics.sparsity(),
                        statistics.error().signal(),
                        statistics.error().noise(),
                        statistics.error().decibels(),
                        statistics.klToUniform()))
                .append(',')
                .append(inNetwork)
                .append('\n');
    }

    private static void appendChannels(
            StringBuilder csv, LayerStatistics layer, String tensor, TensorStatistics statistics) {
        long elements = statistics.elements() / statistics.channels().size();
        for (int i = 0; i < statistics.channels().size(); i++) {
            ChannelStatistics channel = statistics.channels().get(i);
            csv.append(head(layer, tensor))
                    .append(i)
                    .append(',')
                    .append(elements)
                    .append(',');
            csv.append(decimals(
                            channel.extremes().min(),
                            channel.extremes().max(),
                            channel.range().min(),
                            channel.range().max(),
                            channel.range().width(),
                            channel.precision(),
                            channel.sparsity(),
                            channel.error().signal(),
                            channel.error().noise(),
                            channel.error().decibels(),
                            channel.klToUniform()))
                    .append('\n');
        }
    }

    private static String head(LayerStatistics layer, String tensor) {
        return layer.index() + "," + layer.name() + "," + layer.kind() + "," + tensor + ",";
    }

    private static String decimals(double... values) {
        StringJoiner joined = new StringJoiner(",");
        for (double value : values) {
            joined.add(value == 0 ? "0" : String.format(Locale.ROOT, "%.6g", value));
        }
        return joined.toString();
    }
}
