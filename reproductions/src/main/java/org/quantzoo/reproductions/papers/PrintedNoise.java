package org.quantzoo.reproductions.papers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How far two measurements of one network lie apart in the papers themselves: the only estimate of noise that they contain.
 *
 * <p>The thesis evaluates eight networks after epochs 150 and 200, between which little is learned (the learning rate is 1e-4, then 1e-5), and trains
 * two networks twice, in chapters 4 and 5. Noise of a single run is at least this large: most of the pairs share their training.
 */
public final class PrintedNoise {
    private static final String BEFORE = "/epoch150";
    private static final String AFTER = "/epoch200";
    private static final List<String> OVER_TRAINING = List.of("thesis/table4.3", "thesis/table4.4");

    /** The same network in chapter 5 and in chapter 4. */
    private static final Map<String, String> TRAINED_TWICE = Map.of(
            "thesis/ch5-text/Regular_Conv", "thesis/table4.2/Regular_Conv_With_BN_GlorotUni",
            "thesis/ch5-text/DWS_Conv", "thesis/table4.2/DWS_Conv_With_BN_GlorotUni");

    /**
     * A metric's noise.
     *
     * @param rmsChange root mean square of the difference between two measurements
     * @param standardDeviation of one measurement: the former divided by the root of two
     * @param pairs number of differences behind it
     */
    public record Noise(double rmsChange, double standardDeviation, int pairs) {}

    private PrintedNoise() {}

    /** The change from epoch 150 to epoch 200; empty where the papers do not print the metric at both. */
    public static Optional<Noise> betweenCheckpoints(String metric) {
        return noise(changes(metric, entry -> true));
    }

    /** The same together with the networks that were trained twice. */
    public static Optional<Noise> ofOneRun(String metric) {
        return ofOneRun(metric, entry -> true);
    }

    /** The same of networks with batch normalisation, or of those without: the former are the noisier. */
    public static Optional<Noise> ofOneRun(String metric, boolean batchNorm) {
        return ofOneRun(metric, entry -> Boolean.parseBoolean(entry.factors().get("batch_norm")) == batchNorm);
    }

    private static Optional<Noise> ofOneRun(String metric, Predicate<PaperEntry> networks) {
        List<Double> differences = changes(metric, networks);
        TRAINED_TWICE.forEach((again, first) -> {
            if (networks.test(PaperTables.get().entry(first))) {
                difference(again, first, metric).ifPresent(differences::add);
            }
        });
        return noise(differences);
    }

    private static List<Double> changes(String metric, Predicate<PaperEntry> networks) {
        List<Double> changes = new ArrayList<>();
        for (String table : OVER_TRAINING) {
            for (PaperEntry after : PaperTables.get().table(table).entries()) {
                if (after.id().endsWith(AFTER) && networks.test(after)) {
                    difference(after.id(), after.id().replace(AFTER, BEFORE), metric)
                            .ifPresent(changes::add);
                }
            }
        }
        return changes;
    }

    private static Optional<Double> difference(String one, String other, String metric) {
        Optional<PaperValue> first = PaperTables.get().entry(one).find(metric);
        Optional<PaperValue> second = PaperTables.get().entry(other).find(metric);
        return first.isPresent() && second.isPresent()
                ? Optional.of(first.get().value() - second.get().value())
                : Optional.empty();
    }

    private static Optional<Noise> noise(List<Double> differences) {
        if (differences.isEmpty()) {
            return Optional.empty();
        }
        double squares = differences.stream().mapToDouble(d -> d * d).sum();
        double rms = Math.sqrt(squares / differences.size());
        return Optional.of(new Noise(rms, rms / Math.sqrt(2), differences.size()));
    }
}
