package org.quantzoo.reproductions.verdicts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.stat.StatUtils;
import org.quantzoo.reproductions.runs.LayerProfile;
import org.quantzoo.reproductions.runs.LayerProfile.Row;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.zoo.analysis.AnalyzedTensor;

/** When the ranges of layers settle over training (thesis 4.6). */
final class Stabilization {
    /** A range has settled when no later epoch changes it by more than this share. */
    private static final double SETTLED = 0.05;

    /** Fewer epochs have no second half to speak of. */
    private static final int FEWEST_EPOCHS = 4;

    private Stabilization() {}

    /**
     * The coefficient of variation over the second half of training of the activation range minus that of the folded weight range, paired over the
     * layers of all networks.
     */
    static Optional<Estimate> activationsVaryMore(Sample sample) {
        List<double[]> pairs = new ArrayList<>();
        for (Result result : sample.trained().results()) {
            result.layers().filter(Stabilization::longEnough).ifPresent(profile -> LayerQuantities.convolutions(
                            profile.last(AnalyzedTensor.FOLDED_WEIGHTS))
                    .forEach(layer -> pairs.add(new double[] {
                        variation(profile, layer.index(), AnalyzedTensor.ACTIVATIONS),
                        variation(profile, layer.index(), AnalyzedTensor.FOLDED_WEIGHTS)
                    })));
        }
        return pairs.size() < 2
                ? Optional.empty()
                : Optional.of(Estimate.ofPairs(
                        pairs.stream().mapToDouble(pair -> pair[0]).toArray(),
                        pairs.stream().mapToDouble(pair -> pair[1]).toArray()));
    }

    /** The share of training that lies between the first and the last layer of a network to settle. */
    static OptionalDouble spread(Result result) {
        if (result.layers().filter(Stabilization::longEnough).isEmpty()) {
            return OptionalDouble.empty();
        }
        LayerProfile profile = result.layers().get();
        int[] settled = LayerQuantities.convolutions(profile.last(AnalyzedTensor.FOLDED_WEIGHTS)).stream()
                .mapToInt(layer -> settledAfter(profile.over(layer.index(), AnalyzedTensor.FOLDED_WEIGHTS)))
                .toArray();
        int epochs = profile.epochs().size();
        int earliest = Arrays.stream(settled).min().orElseThrow();
        int latest = Arrays.stream(settled).max().orElseThrow();
        return OptionalDouble.of((double) (latest - earliest) / epochs);
    }

    private static boolean longEnough(LayerProfile profile) {
        return profile.epochs().size() >= FEWEST_EPOCHS;
    }

    private static double variation(LayerProfile profile, int layer, AnalyzedTensor tensor) {
        double[] ranges =
                profile.over(layer, tensor).stream().mapToDouble(Row::range).toArray();
        double[] half = Arrays.copyOfRange(ranges, ranges.length / 2, ranges.length);
        double mean = StatUtils.mean(half);
        return mean == 0 ? 0 : Math.sqrt(StatUtils.variance(half)) / mean;
    }

    /** The first epoch, as a position from 0, after which no step is larger than {@link #SETTLED}. */
    private static int settledAfter(List<Row> epochs) {
        for (int i = epochs.size() - 1; i > 0; i--) {
            double before = epochs.get(i - 1).range();
            if (Math.abs(epochs.get(i).range() - before) > SETTLED * before) {
                return i;
            }
        }
        return 0;
    }
}
