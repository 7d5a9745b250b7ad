package org.quantzoo.reproductions.verdicts;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.studies.Cell;

/** Networks that change places when they are quantized. */
final class DiscordantPairs {
    private DiscordantPairs() {}

    /**
     * The pair of networks of one architecture whose order in fp32 and in quint8 differs most clearly.
     *
     * @return the smaller of its two t values, with a p value for as many pairs as were looked at; the interval reaches to zero where that is not
     *     below 0.05
     */
    static Optional<Estimate> strongest(Sample sample) {
        Map<Cell, List<Double>> fp32 = sample.byCell(result -> result.metric(ClaimTests.FP32));
        Map<Cell, List<Double>> quint8 = sample.byCell(result -> result.metric(ClaimTests.QUINT8));
        Optional<Sample.Noise> noiseOfFp32 = sample.noise(ClaimTests.FP32);
        Optional<Sample.Noise> noiseOfQuint8 = sample.noise(ClaimTests.QUINT8);
        if (noiseOfFp32.isEmpty() || noiseOfQuint8.isEmpty()) {
            return Optional.empty();
        }
        List<Cell> cells = List.copyOf(quint8.keySet());
        double strongest = 0;
        int pairs = 0;
        for (int i = 0; i < cells.size(); i++) {
            for (int j = i + 1; j < cells.size(); j++) {
                if (cells.get(i).network().block() == cells.get(j).network().block()) {
                    pairs++;
                    double inFp32 = t(fp32.get(cells.get(i)), fp32.get(cells.get(j)), noiseOfFp32.get());
                    double inQuint8 = t(quint8.get(cells.get(i)), quint8.get(cells.get(j)), noiseOfQuint8.get());
                    if (inFp32 * inQuint8 < 0) {
                        strongest = Math.max(strongest, Math.min(Math.abs(inFp32), Math.abs(inQuint8)));
                    }
                }
            }
        }
        if (pairs == 0) {
            return Optional.empty();
        }
        int degreesOfFreedom = Math.min(
                noiseOfFp32.get().degreesOfFreedom(), noiseOfQuint8.get().degreesOfFreedom());
        return Optional.of(Estimate.withError(strongest, 1, degreesOfFreedom, pairs, pairs));
    }

    private static double t(List<Double> first, List<Double> second, Sample.Noise noise) {
        double error = noise.deviation() * Math.sqrt(1.0 / first.size() + 1.0 / second.size());
        return (mean(first) - mean(second)) / error;
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }
}
