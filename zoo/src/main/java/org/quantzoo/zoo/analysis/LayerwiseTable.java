package org.quantzoo.zoo.analysis;

import java.util.ArrayList;
import java.util.List;
import org.quantzoo.zoo.quantization.ChannelStatistics;
import org.quantzoo.zoo.quantization.TensorStatistics;

/**
 * Analyses as CSV text: one line for each tensor, or for each channel of it, with six significant digits.
 *
 * <p>Ranges and extremes are in the tensor's own unit, {@code sqnr_db} in decibels, {@code kl_to_uniform} in nats, errors are mean
 * squares. {@code network_qmse} compares an activation in the float network with the same one in the quantized network.
 */
public final class LayerwiseTable {
    private static final String CHANNEL_COLUMNS = TensorRow.LAYER_COLUMNS + ",channel," + TensorRow.STATISTICS_COLUMNS;

    private LayerwiseTable() {}

    /** The tensors of all layers in forward order: of a layer with weights {@code raw_weights} and {@code folded_weights} before {@code activations}. */
    public static List<TensorRow> rows(LayerwiseAnalysis analysis) {
        List<TensorRow> rows = new ArrayList<>();
        for (LayerStatistics layer : analysis.layers()) {
            for (AnalyzedTensor tensor : AnalyzedTensor.values()) {
                tensor.of(layer).ifPresent(statistics -> rows.add(TensorRow.of(layer, tensor, statistics)));
            }
        }
        return rows;
    }

    /** One line for each of the {@link #rows}. */
    public static String layers(LayerwiseAnalysis analysis) {
        return layers(rows(analysis));
    }

    /** One line for each row. */
    public static String layers(List<TensorRow> rows) {
        StringBuilder csv = new StringBuilder(TensorRow.COLUMNS).append('\n');
        rows.forEach(row -> csv.append(row.csv()).append('\n'));
        return csv.toString();
    }

    /**
     * The rows in a text made by {@link #layers}, to its six digits.
     *
     * @throws IllegalArgumentException where the text is no such table
     */
    public static List<TensorRow> parseLayers(String csv) {
        List<String> lines = csv.lines().toList();
        if (lines.isEmpty() || !lines.get(0).equals(TensorRow.COLUMNS)) {
            throw new IllegalArgumentException("A table of layers begins with \"" + TensorRow.COLUMNS + "\", found \""
                    + (lines.isEmpty() ? "" : lines.get(0)) + "\"; write it again with LayerwiseTable.layers.");
        }
        return lines.stream().skip(1).map(TensorRow::parse).toList();
    }

    /** The same over training, with the number of finished epochs in front of each line. */
    public static String epochs(List<EpochAnalysis> history) {
        StringBuilder csv =
                new StringBuilder("epoch,").append(TensorRow.COLUMNS).append('\n');
        for (EpochAnalysis epoch : history) {
            rows(epoch.analysis()).forEach(row -> csv.append(epoch.epoch())
                    .append(',')
                    .append(row.csv())
                    .append('\n'));
        }
        return csv.toString();
    }

    /** One line for each channel of each tensor; {@code range} and {@code precision} are the channel's own. */
    public static String channels(LayerwiseAnalysis analysis) {
        StringBuilder csv = new StringBuilder(CHANNEL_COLUMNS).append('\n');
        for (LayerStatistics layer : analysis.layers()) {
            for (AnalyzedTensor tensor : AnalyzedTensor.values()) {
                tensor.of(layer).ifPresent(statistics -> appendChannels(csv, layer, tensor, statistics));
            }
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
        return TensorRow.decimals(effect.accuracy(), effect.accuracyLoss(), error.qmse(), error.qce(), error.qkl());
    }

    private static void appendChannels(
            StringBuilder csv, LayerStatistics layer, AnalyzedTensor tensor, TensorStatistics statistics) {
        long elements = statistics.elements() / statistics.channels().size();
        for (int i = 0; i < statistics.channels().size(); i++) {
            ChannelStatistics channel = statistics.channels().get(i);
            csv.append(layer.index() + "," + layer.name() + "," + layer.kind() + "," + tensor.id() + ",")
                    .append(i)
                    .append(',')
                    .append(elements)
                    .append(',');
            csv.append(TensorRow.decimals(
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
}
