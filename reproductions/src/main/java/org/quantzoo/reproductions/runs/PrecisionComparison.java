package org.quantzoo.reproductions.runs;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.statistics.Summary;

/**
 * Runs of one cell in two precisions, compared seed by seed.
 *
 * <p>Both runs of a seed start from the same parameters and see the same images in the same order; what differs is the arithmetic of the
 * training, and from the first update on everything that follows from it.
 *
 * @param cell the cell's id
 * @param scale of all runs
 * @param first a precision, as in {@link RunRecord#precision()}
 * @param second the precision that is compared with it
 * @param seeds with a run in either precision, ascending
 * @param rows what was compared, ordered by epoch
 */
public record PrecisionComparison(
        String cell, Scale scale, String first, String second, List<Long> seeds, List<Row> rows) {

    /** What is compared. */
    public enum Quantity {
        LOSS("training loss, nats", (run, epoch) -> OptionalDouble.of(epoch.loss())),
        FP32(
                "fp32 accuracy, %",
                (run, epoch) -> epoch.testAccuracy() == null
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(epoch.testAccuracy())),
        QUINT8(
                "quint8 accuracy, %",
                (run, epoch) -> draws(run, epoch).stream()
                        .mapToDouble(CalibratedResult::quint8Accuracy)
                        .average()),
        QMSE("QMSE", (run, epoch) -> draws(run, epoch).stream()
                .mapToDouble(CalibratedResult::qmse)
                .average());

        private final String title;
        private final BiFunction<RunRecord, EpochRecord, OptionalDouble> value;

        Quantity(String title, BiFunction<RunRecord, EpochRecord, OptionalDouble> value) {
            this.title = title;
            this.value = value;
        }

        /** Name and unit. */
        public String title() {
            return title;
        }

        /** The draws after an epoch; those of a finished run's last epoch stand in the record itself. */
        private static List<CalibratedResult> draws(RunRecord run, EpochRecord epoch) {
            if (run.completed() && epoch.epoch() == run.history().size()) {
                return run.calibrations();
            }
            return epoch.quantized() == null ? List.of() : epoch.quantized();
        }
    }

    /**
     * A quantity in both precisions.
     *
     * @param epoch number of finished epochs
     * @param quantity what was measured
     * @param first over the seeds
     * @param second over the seeds
     * @param difference second minus first, over the pairs
     */
    public record Row(int epoch, Quantity quantity, Summary first, Summary second, Estimate difference) {}

    public PrecisionComparison {
        seeds = List.copyOf(seeds);
        rows = List.copyOf(rows);
    }

    /**
     * Compares the runs of a store.
     *
     * @throws NoSuchElementException where fewer than two seeds were run in both precisions
     * @throws IllegalArgumentException where the recipes of two runs differ in more than the precision
     */
    public static PrecisionComparison of(RunStore store, String cell, Scale scale, String first, String second) {
        Map<Long, RunRecord> one = bySeed(store, cell, scale, first);
        Map<Long, RunRecord> other = bySeed(store, cell, scale, second);
        List<Long> seeds =
                one.keySet().stream().filter(other::containsKey).sorted().toList();
        if (seeds.size() < 2) {
            throw new NoSuchElementException(String.format(
                    Locale.ROOT,
                    "Expected runs of %1$s at %2$s scale for at least two seeds in both %3$s and %4$s, found seeds %5$s in %3$s and"
                            + " %6$s in %4$s in %7$s; make them with: reproduce run %1$s --scale %2$s --seed 1,2,3 --precision %3$s"
                            + " (and %4$s)",
                    cell,
                    scale,
                    first,
                    second,
                    one.keySet(),
                    other.keySet(),
                    store.root()));
        }
        for (long seed : seeds) {
            requireSameRecipe(one.get(seed), other.get(seed));
        }
        List<RunRecord> before = seeds.stream().map(one::get).toList();
        List<RunRecord> after = seeds.stream().map(other::get).toList();
        return new PrecisionComparison(cell, scale, first, second, seeds, rows(before, after));
    }

    private static Map<Long, RunRecord> bySeed(RunStore store, String cell, Scale scale, String precision) {
        Map<Long, RunRecord> runs = new TreeMap<>();
        store.records(cell, scale).stream()
                .filter(record -> record.precision().equals(precision))
                .filter(record -> record.status() != RunRecord.Status.DIVERGED)
                .sorted(Comparator.comparingInt(record -> record.history().size()))
                .forEach(record -> runs.put(record.seed(), record)); // the longest run of a seed stays
        return runs;
    }

    private static void requireSameRecipe(RunRecord one, RunRecord other) {
        Recipe expected = one.recipe().withPrecision(other.recipe().precision());
        if (!expected.equals(other.recipe())) {
            throw new IllegalArgumentException(
                    "Expected runs that differ in precision alone, found the recipe " + one.recipe()
                            + " in " + one.record() + " and " + other.recipe() + " in " + other.record()
                            + "; keep the runs of one recipe in a folder of their own and name it with --runs.");
        }
    }

    private static List<Row> rows(List<RunRecord> first, List<RunRecord> second) {
        int epochs = Math.min(shortest(first), shortest(second));
        List<Row> rows = new ArrayList<>();
        for (int epoch = 1; epoch <= epochs; epoch++) {
            for (Quantity quantity : Quantity.values()) {
                double[] one = values(first, epoch, quantity);
                double[] other = values(second, epoch, quantity);
                if (one.length == first.size() && other.length == second.size()) {
                    rows.add(
                            new Row(epoch, quantity, Summary.of(one), Summary.of(other), Estimate.ofPairs(other, one)));
                }
            }
        }
        return rows;
    }

    private static int shortest(List<RunRecord> runs) {
        return runs.stream().mapToInt(run -> run.history().size()).min().orElseThrow();
    }

    private static double[] values(List<RunRecord> runs, int epoch, Quantity quantity) {
        return runs.stream()
                .map(run -> quantity.value.apply(run, run.history().get(epoch - 1)))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
    }

    /** A table of the epochs after which accuracy was measured. */
    public String markdown() {
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s at %s scale, seeds %s. Mean (sd) over the seeds; the difference is %s minus %s, seed by seed, with Student's 95 %%"
                        + " interval.%n%n| after epoch | quantity | %s | %s | difference |%n| ---: | --- | ---: | ---: | ---: |%n",
                cell,
                scale,
                seeds,
                second,
                first,
                first,
                second));
        List<Integer> measured = rows.stream()
                .filter(row -> row.quantity() == Quantity.FP32)
                .map(Row::epoch)
                .toList();
        for (Row row : rows) {
            if (measured.contains(row.epoch())) {
                String number = row.quantity() == Quantity.QMSE ? "%.5f" : "%.2f";
                text.append(String.format(
                        Locale.ROOT,
                        "| %d | %s | " + number + " (" + number + ") | " + number + " (" + number + ") | "
                                + number.replace("%", "%+") + " (" + number.replace("%", "%+") + " to "
                                + number.replace("%", "%+") + ") |%n",
                        row.epoch(),
                        row.quantity().title(),
                        row.first().mean(),
                        row.first().standardDeviation(),
                        row.second().mean(),
                        row.second().standardDeviation(),
                        row.difference().value(),
                        row.difference().lower(),
                        row.difference().upper()));
            }
        }
        return text.toString();
    }
}
