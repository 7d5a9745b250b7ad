package org.quantzoo.reproductions.checks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.DynamicTest;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.plots.TrainingCurves;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cell.PaperRow;
import org.quantzoo.reproductions.studies.Cell.Reported;
import org.quantzoo.reproductions.studies.Cells;

/**
 * Checks of trained cells beside their rows in all tables of the papers.
 *
 * <p>At the paper's scale the numbers are compared with the paper's. At a reduced scale they stand beside it, and what is asserted is that the
 * networks learn, that each record agrees with itself, and that it says where it comes from.
 */
final class TrainedCells {
    private static final List<String> METRICS =
            List.of("fp32_accuracy", "quint8_accuracy", "qmse", "qce", "percent_accuracy_decrease");

    private static final int CLASSES = 10;

    /** By how much the loss must fall below that of guessing. Four runs of two seeds and two precisions fell by 0.26 to 0.32. */
    private static final double LEARNED_NATS = 0.05;

    /** Chance of calling an untrained network trained. */
    private static final double FALSE_ALARM = 1e-3;

    private static final List<String> SMOKE = List.of("DWS_Conv_With_BN_GlorotUni", "DWS_Conv_No_BN_GlorotUni");
    private static final List<String> IN_EVERY_BUILD = List.of(
            "DWS_Conv_With_BN_GlorotUni",
            "DWS_Conv_With_BN_HeNorm",
            "DWS_Conv_No_BN_GlorotUni",
            "DWS_Conv_No_BN_HeNorm",
            "Regular_Conv_With_BN_GlorotUni",
            "Regular_Conv_With_BN_HeNorm",
            "Regular_Conv_No_BN_GlorotUni",
            "Regular_Conv_No_BN_HeNorm");

    private TrainedCells() {}

    private interface Runs {
        List<RunRecord> get() throws IOException;
    }

    /**
     * The cells that a build trains itself.
     *
     * <p>Without real images the paper's cells are skipped, visibly, and the smallest ones are trained on the embedded images instead.
     */
    static Stream<DynamicTest> byThisBuild() {
        TrainedRuns runs = TrainedRuns.current();
        List<DynamicTest> tests = new ArrayList<>();
        if (runs.scale() == Scale.SMOKE || runs.lackImages()) {
            SMOKE.forEach(name -> tests.add(trained(table1(name), TrainedRuns.onEmbeddedImages())));
        }
        if (runs.scale() != Scale.SMOKE) {
            IN_EVERY_BUILD.forEach(name -> tests.add(trained(table1(name), runs)));
        }
        return tests.stream();
    }

    /** The cells of these studies of which runs of this scale are recorded or in the store, with all their seeds; none at smoke scale. */
    static Stream<DynamicTest> earlier(String... studies) throws IOException {
        TrainedRuns runs = TrainedRuns.current();
        if (runs.scale() == Scale.SMOKE) {
            return Stream.empty();
        }
        List<DynamicTest> tests = new ArrayList<>();
        for (String study : studies) {
            for (Cell cell : Cells.get().ofStudy(study)) {
                List<RunRecord> finished = runs.finished(cell);
                if (!finished.isEmpty()) {
                    tests.add(finished(cell, runs, finished));
                }
            }
        }
        return tests.stream();
    }

    private static Cell table1(String name) {
        return Cells.get().cell("starting-positions/table1/" + name);
    }

    private static DynamicTest trained(Cell cell, TrainedRuns trained) {
        String name = cell.name() + " at " + trained.scale() + " scale";
        PaperCheck check = about(cell)
                .named("Train and quantize " + name)
                .trained(trained.scale().id(), trained.seeds());
        return DynamicTest.dynamicTest(name, () -> check(check, cell, trained, () -> trained.of(cell)));
    }

    private static DynamicTest finished(Cell cell, TrainedRuns trained, List<RunRecord> runs) {
        String name = cell.name() + ", trained earlier at " + trained.scale() + " scale";
        PaperCheck check = about(cell)
                .named(name)
                .trained(
                        trained.scale().id(),
                        runs.stream().mapToLong(RunRecord::seed).toArray());
        return DynamicTest.dynamicTest(name, () -> check(check, cell, trained, () -> runs));
    }

    private static void check(PaperCheck about, Cell cell, TrainedRuns trained, Runs source) {
        about.run(check -> {
            List<RunRecord> runs = source.get();
            attach(check, runs);
            runs.forEach(run -> RunConsistency.require(check, run));
            numbers(check, cell, runs, trained);
            if (cell.reported() == Reported.TRAINED && trained.scale() == Scale.SMOKE) {
                lossFalls(check, runs);
            } else if (cell.reported() == Reported.TRAINED) {
                learns(check, runs);
            }
            if (!trained.followPaper()) {
                check.notCompared(trained.whyNotCompared());
            }
        });
    }

    /** The row of the paper, or, where the paper has none because the network did not train, its place in the table. */
    private static PaperCheck about(Cell cell) {
        return cell.mainRow()
                .map(row -> PaperCheck.of(PaperTables.get().entry(row)))
                .orElseGet(() -> PaperCheck.of(
                        cell.study().substring(0, cell.study().indexOf('/')),
                        PaperTables.get().table(cell.study()).number() + ": "
                                + PaperTables.get().table(cell.study()).title(),
                        cell.name()));
    }

    private static void attach(PaperCheck check, List<RunRecord> runs) {
        if (runs.stream().anyMatch(run -> !run.history().isEmpty())) {
            TrainingCurves curves = TrainingCurves.of(runs);
            check.attachPng("training curves", curves.png());
            check.attachCsv("training curves", curves.csv());
        }
        for (RunRecord run : runs) {
            check.parameter(
                    "recorded, seed " + run.seed(), "on " + run.provenance().origin());
            if (run.failure() != null) {
                check.parameter("diverged, seed " + run.seed(), run.failure());
            }
            check.attachJson("provenance, seed " + run.seed(), Json.pretty(run.provenance()));
            check.attachJson("run record, seed " + run.seed(), Json.pretty(run));
        }
        RunRecord first = runs.get(0);
        check.parameter("width", first.width());
        check.parameter("epochs", first.epochs());
        check.parameter("training images", first.trainImages());
        check.parameter("images", first.dataset());
        check.parameter("precision", first.precision());
        check.parameter("calibration draws", first.calibrations().size());
    }

    private static void numbers(PaperCheck check, Cell cell, List<RunRecord> runs, TrainedRuns trained) {
        for (PaperRow row : cell.paperRows()) {
            PaperEntry entry = PaperTables.get().entry(row.entryId());
            for (String metric : METRICS) {
                if (entry.find(metric).isEmpty()) {
                    continue;
                }
                Optional<Measurement> measured = measured(runs, metric, row.fraction());
                if (measured.isEmpty()) {
                    whyNone(runs, row).ifPresent(why -> check.hasNoNumber(entry, metric, why));
                    continue;
                }
                Optional<Tolerance> tolerance = trained.followPaper() ? PaperNoise.tolerance(metric) : Optional.empty();
                if (tolerance.isPresent()) {
                    check.reproduces(entry, metric, measured.get(), tolerance.get());
                } else {
                    String why = trained.followPaper()
                            ? "the papers have no estimate of its noise"
                            : trained.whyNotCompared();
                    check.standsBeside(entry, metric, measured.get(), why + diverged(runs));
                }
            }
        }
        if (cell.paperRows().isEmpty()) {
            check.parameter("paper", cell.reported() == Reported.DID_NOT_TRAIN ? "no row: it did not train" : "no row");
            for (String metric : METRICS) {
                measured(runs, metric, 1)
                        .ifPresent(measured -> check.parameter("measured: " + metric, measured.inWords()));
            }
        }
    }

    /** Over the runs that did not diverge; empty where all did, or one of them did not evaluate this share of training. */
    private static Optional<Measurement> measured(List<RunRecord> runs, String metric, double fraction) {
        List<RunRecord> trained = runs.stream()
                .filter(run -> run.status() != RunRecord.Status.DIVERGED)
                .toList();
        double[] values = trained.stream()
                .map(run -> run.metric(metric, fraction))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        return values.length == trained.size() && values.length > 0
                ? Optional.of(Measurement.over(values))
                : Optional.empty();
    }

    /** Why there is no number after the last epoch; empty for earlier ones, which reduced scales need not evaluate. */
    private static Optional<String> whyNone(List<RunRecord> runs, PaperRow row) {
        return row.fraction() < 1
                ? Optional.empty()
                : runs.stream().map(RunRecord::failure).filter(Objects::nonNull).findFirst();
    }

    /** For example {@code ; 1 of 3 runs diverged and is left out}, or nothing. */
    private static String diverged(List<RunRecord> runs) {
        long diverged = runs.stream()
                .filter(run -> run.status() == RunRecord.Status.DIVERGED)
                .count();
        return diverged == 0 ? "" : "; without " + diverged + " of " + runs.size() + " runs, which diverged";
    }

    /**
     * All that the few hundred steps of smoke scale can show: they are fewer than running statistics need to settle, so test accuracy says little.
     *
     * <p>Classes are balanced, so a network that ignores its images cannot have a smaller mean loss than ln 10.
     */
    private static void lossFalls(PaperCheck check, List<RunRecord> runs) {
        double bound = Math.log(CLASSES) - LEARNED_NATS;
        for (RunRecord run : runs) {
            double last = run.history().get(run.history().size() - 1).loss();
            check.holds(
                    "the network learns: mean training loss of the last epoch below " + Measurement.decimal(bound)
                            + " (seed " + run.seed() + ")",
                    last < bound,
                    Measurement.decimal(last));
        }
    }

    /** One-sided exact binomial test against guessing, per seed. */
    private static void learns(PaperCheck check, List<RunRecord> runs) {
        for (RunRecord run : runs) {
            double bound = new BinomialDistribution(run.testImages(), 1.0 / CLASSES)
                            .inverseCumulativeProbability(1 - FALSE_ALARM)
                    * 100.0
                    / run.testImages();
            check.holds(
                    "the network learns: float accuracy above the " + Measurement.decimal(bound)
                            + " % that guessing exceeds once in 1,000 times (seed " + run.seed() + ")",
                    run.completed() && run.fp32Accuracy() > bound,
                    run.completed()
                            ? Measurement.decimal(run.fp32Accuracy()) + " % of " + run.testImages() + " images"
                            : run.failure());
        }
    }
}
