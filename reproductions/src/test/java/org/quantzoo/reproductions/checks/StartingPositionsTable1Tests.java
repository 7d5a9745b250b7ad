package org.quantzoo.reproductions.checks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.apache.commons.math3.distribution.BinomialDistribution;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
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
 * Trained cells of Table 1 beside their paper rows.
 *
 * <p>At the paper's scale the numbers are compared with the paper's. At a reduced scale they stand beside it, and what is asserted is that the
 * networks learn, that each record agrees with itself, and that it says where it comes from.
 */
@PaperChecks
class StartingPositionsTable1Tests {

    private static final String TABLE = "starting-positions/table1/";
    private static final List<String> METRICS =
            List.of("fp32_accuracy", "quint8_accuracy", "qmse", "qce", "percent_accuracy_decrease");

    private static final int CLASSES = 10;

    /** By how much the loss must fall below that of guessing. Four runs of two seeds and two precisions fell by 0.26 to 0.32. */
    private static final double LEARNED_NATS = 0.05;

    /** Chance of calling an untrained network trained. */
    private static final double FALSE_ALARM = 1e-3;

    private static final List<String> SMOKE = List.of("DWS_Conv_With_BN_GlorotUni", "DWS_Conv_No_BN_GlorotUni");
    private static final List<String> ALWAYS = List.of(
            "DWS_Conv_With_BN_GlorotUni",
            "DWS_Conv_With_BN_HeNorm",
            "DWS_Conv_No_BN_GlorotUni",
            "DWS_Conv_No_BN_HeNorm",
            "Regular_Conv_With_BN_GlorotUni",
            "Regular_Conv_With_BN_HeNorm",
            "Regular_Conv_No_BN_GlorotUni",
            "Regular_Conv_No_BN_HeNorm");

    /**
     * The cells that every build trains, and all others of the table whose runs are in the store.
     *
     * <p>Without real images the paper's cells are skipped, visibly, and the smallest ones are trained on the embedded images instead.
     */
    @TestFactory
    Stream<DynamicTest> trained_cells_stand_beside_their_paper_rows() throws IOException {
        TrainedRuns runs = TrainedRuns.current();
        List<DynamicTest> tests = new ArrayList<>();
        if (runs.scale() == Scale.SMOKE || runs.lackImages()) {
            SMOKE.forEach(name -> tests.add(test(Cells.get().cell(TABLE + name), TrainedRuns.onEmbeddedImages())));
        }
        if (runs.scale() != Scale.SMOKE) {
            for (Cell cell : Cells.get().ofStudy("starting-positions/table1")) {
                if (ALWAYS.contains(cell.name()) || runs.hasRecord(cell)) {
                    tests.add(test(cell, runs));
                }
            }
        }
        return tests.stream();
    }

    private static DynamicTest test(Cell cell, TrainedRuns runs) {
        return DynamicTest.dynamicTest(cell.name() + " at " + runs.scale() + " scale", () -> check(cell, runs));
    }

    private static void check(Cell cell, TrainedRuns trained) {
        about(cell)
                .named("Train and quantize " + cell.name() + " at " + trained.scale() + " scale")
                .trained(trained.scale().id(), trained.seeds())
                .run(check -> {
                    List<RunRecord> runs = trained.of(cell);
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
                        "starting-positions",
                        PaperTables.get().table(cell.study()).number() + ": "
                                + PaperTables.get().table(cell.study()).title(),
                        cell.name()));
    }

    private static void attach(PaperCheck check, List<RunRecord> runs) {
        TrainingCurves curves = TrainingCurves.of(runs);
        check.attachPng("training curves", curves.png());
        check.attachCsv("training curves", curves.csv());
        for (RunRecord run : runs) {
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
                Optional<Measurement> measured = measured(runs, metric, row.fraction());
                if (entry.find(metric).isEmpty() || measured.isEmpty()) {
                    continue;
                }
                Optional<Tolerance> tolerance = trained.followPaper() ? PaperNoise.tolerance(metric) : Optional.empty();
                if (tolerance.isPresent()) {
                    check.reproduces(entry, metric, measured.get(), tolerance.get());
                } else {
                    check.standsBeside(
                            entry,
                            metric,
                            measured.get(),
                            trained.followPaper()
                                    ? "the papers have no estimate of its noise"
                                    : trained.whyNotCompared());
                }
            }
        }
        if (cell.paperRows().isEmpty()) {
            check.parameter("paper", "no row: it did not train");
            for (String metric : METRICS) {
                measured(runs, metric, 1)
                        .ifPresent(measured -> check.parameter("measured: " + metric, measured.inWords()));
            }
        }
    }

    /** Empty where a run diverged, or this share of training was not evaluated. */
    private static Optional<Measurement> measured(List<RunRecord> runs, String metric, double fraction) {
        double[] values = runs.stream()
                .map(run -> run.metric(metric, fraction))
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .toArray();
        return values.length == runs.size() ? Optional.of(Measurement.over(values)) : Optional.empty();
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
