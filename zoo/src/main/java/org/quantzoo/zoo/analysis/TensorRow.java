package org.quantzoo.zoo.analysis;

import java.util.Locale;
import java.util.StringJoiner;
import org.quantzoo.zoo.quantization.SignalToNoise;
import org.quantzoo.zoo.quantization.TensorStatistics;

/**
 * One tensor of one layer as a line of a table: everything that is known of it but its channels.
 *
 * @param index place of the layer in forward order; the network's input is 0
 * @param layer name
 * @param kind what the layer is
 * @param tensor which of its tensors
 * @param elements number of values
 * @param min the smallest value
 * @param max the largest value
 * @param rangeMin lower end of the range that is quantized
 * @param rangeMax upper end of it
 * @param range its width
 * @param precision average precision of the channels, in [0, 1] (thesis Eq. 3.1)
 * @param sparsity share of exact zeros, in [0, 1]
 * @param meanSquare of the values
 * @param qmse mean square of the difference to the tensor quantized in place
 * @param sqnrDecibels the ratio of the two; infinite without a difference
 * @param klToUniform divergence of the levels from equal use, nats
 * @param networkQmse of activations, mean square of the difference to the same ones in the quantized network; NaN for weights
 * @param networkSqnrDecibels the ratio of mean square and that; NaN for weights
 */
public record TensorRow(
        int index,
        String layer,
        LayerKind kind,
        AnalyzedTensor tensor,
        long elements,
        double min,
        double max,
        double rangeMin,
        double rangeMax,
        double range,
        double precision,
        double sparsity,
        double meanSquare,
        double qmse,
        double sqnrDecibels,
        double klToUniform,
        double networkQmse,
        double networkSqnrDecibels) {

    static final String LAYER_COLUMNS = "index,layer,kind,tensor";
    static final String STATISTICS_COLUMNS =
            "elements,min,max,range_min,range_max,range,precision,sparsity,mean_square,qmse,sqnr_db,kl_to_uniform";
    static final String COLUMNS = LAYER_COLUMNS + "," + STATISTICS_COLUMNS + ",network_qmse,network_sqnr_db";
    private static final int COUNT = COLUMNS.split(",").length;

    static TensorRow of(LayerStatistics layer, AnalyzedTensor tensor, TensorStatistics statistics) {
        SignalToNoise error = statistics.error();
        SignalToNoise inNetwork = tensor == AnalyzedTensor.ACTIVATIONS ? layer.inQuantizedNetwork() : null;
        return new TensorRow(
                layer.index(),
                layer.name(),
                layer.kind(),
                tensor,
                statistics.elements(),
                statistics.extremes().min(),
                statistics.extremes().max(),
                statistics.range().min(),
                statistics.range().max(),
                statistics.range().width(),
                statistics.averagePrecision(),
                statistics.sparsity(),
                error.signal(),
                error.noise(),
                error.decibels(),
                statistics.klToUniform(),
                inNetwork == null ? Double.NaN : inNetwork.noise(),
                inNetwork == null ? Double.NaN : inNetwork.decibels());
    }

    /** @throws IllegalArgumentException where the line does not have these columns */
    static TensorRow parse(String line) {
        String[] fields = line.split(",", -1);
        if (fields.length != COUNT) {
            throw new IllegalArgumentException(
                    "A line of a table of layers has " + COUNT + " columns, found " + fields.length + ": " + line);
        }
        double[] numbers = new double[COUNT];
        try {
            for (int i = 4; i < COUNT; i++) {
                numbers[i] = fields[i].isEmpty() ? Double.NaN : Double.parseDouble(fields[i]);
            }
            return new TensorRow(
                    Integer.parseInt(fields[0]),
                    fields[1],
                    LayerKind.valueOf(fields[2]),
                    AnalyzedTensor.of(fields[3]),
                    Long.parseLong(fields[4]),
                    numbers[5],
                    numbers[6],
                    numbers[7],
                    numbers[8],
                    numbers[9],
                    numbers[10],
                    numbers[11],
                    numbers[12],
                    numbers[13],
                    numbers[14],
                    numbers[15],
                    numbers[16],
                    numbers[17]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "A line of a table of layers does not fit its columns (" + e.getMessage() + "): " + line, e);
        }
    }

    /** The line, with six significant digits. */
    String csv() {
        return String.join(
                ",",
                Integer.toString(index),
                layer,
                kind.name(),
                tensor.id(),
                Long.toString(elements),
                decimals(
                        min,
                        max,
                        rangeMin,
                        rangeMax,
                        range,
                        precision,
                        sparsity,
                        meanSquare,
                        qmse,
                        sqnrDecibels,
                        klToUniform,
                        networkQmse,
                        networkSqnrDecibels));
    }

    /** Fields of six significant digits; an empty one for NaN. */
    static String decimals(double... values) {
        StringJoiner joined = new StringJoiner(",");
        for (double value : values) {
            joined.add(Double.isNaN(value) ? "" : value == 0 ? "0" : String.format(Locale.ROOT, "%.6g", value));
        }
        return joined.toString();
    }
}
