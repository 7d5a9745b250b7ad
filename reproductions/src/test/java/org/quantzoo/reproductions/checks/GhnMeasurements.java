package org.quantzoo.reproductions.checks;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.quantzoo.reproductions.ghn.BitSetting;
import org.quantzoo.reproductions.ghn.GhnEvaluation;
import org.quantzoo.reproductions.ghn.GhnStore;
import org.quantzoo.reproductions.ghn.GhnTrainingRecord;
import org.quantzoo.reproductions.ghn.TestSplit;
import org.quantzoo.reproductions.ghn.WeightPrecision;
import org.quantzoo.reproductions.runs.CommittedRuns;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.statistics.PairedDifference;

/** Evaluations of hypernetworks at one scale: those under version control, and those of this machine's own runs. */
record GhnMeasurements(Scale scale) {

    /** The one under version control comes first. */
    private static Stream<GhnStore> stores() {
        return Stream.of(CommittedRuns.STORE, RunStore.atDefaultLocation()).map(GhnStore::new);
    }

    /** The evaluation of the most networks. */
    Optional<GhnEvaluation> find(String cell, BitSetting setting, TestSplit split) {
        return stores().flatMap(store -> store.evaluations(scale).stream())
                .filter(evaluation -> evaluation.cell().equals(cell)
                        && evaluation.setting() == setting
                        && evaluation.split().equals(split.id()))
                .max(Comparator.comparingInt(evaluation -> evaluation.networks().size()));
    }

    /** The same; aborts the test, with the commands that would make it, where there is none. */
    GhnEvaluation require(String cell, BitSetting setting, TestSplit split) {
        return find(cell, setting, split).orElseGet(() -> abort(howToRun(cell, setting, split)));
    }

    /** All trainings of a cell, one a seed; those under version control come first. */
    List<GhnTrainingRecord> trainings(String cell) {
        Map<Long, GhnTrainingRecord> bySeed = new TreeMap<>();
        stores().flatMap(store -> store.trainings(scale).stream())
                .filter(training -> training.cell().equals(cell))
                .forEach(training -> bySeed.putIfAbsent(training.seed(), training));
        return List.copyOf(bySeed.values());
    }

    /** Aborts the test, with the command that would make one, where there is no training of a cell. */
    void requireTrainings(String cell) {
        if (trainings(cell).isEmpty()) {
            abort(String.format(
                    Locale.ROOT,
                    "Not run at %1$s scale: no training of %2$s; run: reproduce ghn train %2$s --scale %1$s",
                    scale,
                    cell));
        }
    }

    /** The comparison of weights of a cell on the ID split; aborts the test, with the command that would make it, where there is none. */
    WeightPrecision requirePrecision(String cell) {
        return stores().flatMap(store -> store.precisions(scale).stream())
                .filter(precision ->
                        precision.cell().equals(cell) && precision.split().equals(TestSplit.ID.id()))
                .findFirst()
                .orElseGet(() -> abort(String.format(
                        Locale.ROOT,
                        "Not run at %1$s scale: no comparison of weights of %2$s; run: reproduce ghn train %2$s --scale %1$s,"
                                + " then: reproduce ghn precision %2$s --scale %1$s",
                        scale,
                        cell)));
    }

    String howToRun(String cell, BitSetting setting, TestSplit split) {
        if (cell.equals(GhnEvaluation.RANDOM)) {
            return String.format(
                    Locale.ROOT,
                    "Not run at %1$s scale: no evaluation of random parameters at %2$s on split %3$s; run: reproduce ghn evaluate"
                            + " ghn-q --random --scale %1$s --split %3$s --bits %2$s",
                    scale,
                    setting.id(),
                    split.id());
        }
        return String.format(
                Locale.ROOT,
                "Not run at %1$s scale: no evaluation of %2$s at %3$s on split %4$s; run: reproduce ghn train %2$s --scale %1$s,"
                        + " then: reproduce ghn evaluate %2$s --scale %1$s --split %4$s --bits %3$s",
                scale,
                cell,
                setting.id(),
                split.id());
    }

    /** Top-1 of the first minus the second, over the networks that both measured. */
    static PairedDifference paired(GhnEvaluation first, GhnEvaluation second) {
        Map<Integer, Double> a = first.top1ByNetwork();
        Map<Integer, Double> b = second.top1ByNetwork();
        TreeSet<Integer> both = new TreeSet<>(a.keySet());
        both.retainAll(b.keySet());
        return PairedDifference.of(
                both.stream().mapToDouble(a::get).toArray(),
                both.stream().mapToDouble(b::get).toArray());
    }

    /** A paired difference in words, points of accuracy. */
    static String inWords(PairedDifference difference) {
        return String.format(
                Locale.ROOT,
                "%+.2f points (95 %% interval %.2f to %.2f, n = %d, Wilcoxon p = %.2g)",
                difference.differences().mean(),
                difference.differences().lower(),
                difference.differences().upper(),
                difference.differences().n(),
                difference.wilcoxonP());
    }
}
