package org.quantzoo.reproductions.verdicts;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.stat.correlation.SpearmansCorrelation;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.runs.LayerProfile.Row;
import org.quantzoo.zoo.analysis.AnalyzedTensor;

/** Numbers of one network that are computed from the ranges and precisions of its layers; convolutions only, without the dense head. */
final class LayerQuantities {
    private LayerQuantities() {}

    /** Natural logarithm of the range of layer 2 over that of layer 1. */
    static Function<Result, OptionalDouble> rangeStep(AnalyzedTensor tensor) {
        return ofLayers(
                tensor, rows -> Math.log(rows.get(1).range() / rows.get(0).range()));
    }

    /** Average precision of layer 2 minus that of layer 1. */
    static Function<Result, OptionalDouble> precisionStep(AnalyzedTensor tensor) {
        return ofLayers(tensor, rows -> rows.get(1).precision() - rows.get(0).precision());
    }

    /** Mean natural logarithm of the range over layers {@code from} to {@code to}, counted from 1; over all up to the last where there are fewer. */
    static Function<Result, OptionalDouble> meanLogRange(AnalyzedTensor tensor, int from, int to) {
        return ofLayers(
                tensor, rows -> mean(rows.subList(from - 1, Math.min(to, rows.size())), row -> Math.log(row.range())));
    }

    /** Mean average precision over layers {@code from} to {@code to}, counted from 1. */
    static Function<Result, OptionalDouble> meanPrecision(AnalyzedTensor tensor, int from, int to) {
        return ofLayers(tensor, rows -> mean(rows.subList(from - 1, Math.min(to, rows.size())), Row::precision));
    }

    /** Largest range of all layers. */
    static Function<Result, OptionalDouble> largestRange(AnalyzedTensor tensor) {
        return ofLayers(
                tensor, rows -> rows.stream().mapToDouble(Row::range).max().orElse(Double.NaN));
    }

    /** Spearman's correlation of range with precision over the layers. */
    static Function<Result, OptionalDouble> rangeWithPrecision(AnalyzedTensor tensor) {
        return ofLayers(tensor, rows -> new SpearmansCorrelation()
                .correlation(values(rows, Row::range), values(rows, Row::precision)));
    }

    /** Spearman's correlation of the place in the network with the range. */
    static Function<Result, OptionalDouble> rangeWithDepth(AnalyzedTensor tensor) {
        return ofLayers(tensor, rows -> new SpearmansCorrelation()
                .correlation(values(rows, row -> row.index()), values(rows, Row::range)));
    }

    /** Natural logarithm of the folded over the raw range of weights, mean over layers. */
    static OptionalDouble foldingStep(Result result) {
        return folding(result, steps -> mean(steps));
    }

    /** 1 where folding enlarges the first convolution's range more than any other's, 0 where not. */
    static OptionalDouble firstFoldsMost(Result result) {
        return folding(result, steps -> {
            for (double step : steps) {
                if (step > steps[0]) {
                    return 0;
                }
            }
            return 1;
        });
    }

    private static OptionalDouble folding(Result result, ToDoubleFunction<double[]> quantity) {
        if (result.layers().isEmpty()) {
            return OptionalDouble.empty();
        }
        List<Row> raw = convolutions(result.layers().get().last(AnalyzedTensor.RAW_WEIGHTS));
        List<Row> folded = convolutions(result.layers().get().last(AnalyzedTensor.FOLDED_WEIGHTS));
        double[] steps = new double[raw.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = Math.log(folded.get(i).range() / raw.get(i).range());
        }
        return OptionalDouble.of(quantity.applyAsDouble(steps));
    }

    private static Function<Result, OptionalDouble> ofLayers(
            AnalyzedTensor tensor, ToDoubleFunction<List<Row>> quantity) {
        return result -> {
            List<Row> rows = result.layers()
                    .map(profile -> convolutions(profile.last(tensor)))
                    .orElse(List.of());
            double value = rows.size() < 3 ? Double.NaN : quantity.applyAsDouble(rows);
            return Double.isFinite(value) ? OptionalDouble.of(value) : OptionalDouble.empty();
        };
    }

    /** The layers from the stem to the last block; {@link LayerProfile} holds the input and the dense head as well. */
    static List<Row> convolutions(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.layer().startsWith("stem") || row.layer().startsWith("block"))
                .toList();
    }

    private static double mean(List<Row> rows, ToDoubleFunction<Row> value) {
        return rows.stream().mapToDouble(value).average().orElse(Double.NaN);
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double[] values(List<Row> rows, ToDoubleFunction<Row> value) {
        return rows.stream().mapToDouble(value).toArray();
    }
}
