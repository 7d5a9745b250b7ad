package org.quantzoo.reproductions.checks;

import static org.junit.jupiter.api.Assumptions.abort;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.quantzoo.reproductions.ghn.AccuracySummary;
import org.quantzoo.reproductions.ghn.BitSetting;
import org.quantzoo.reproductions.ghn.GhnEvaluation;
import org.quantzoo.reproductions.ghn.NetworkAccuracy;
import org.quantzoo.reproductions.ghn.TestSplit;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.Scale;

/**
 * Tables 3, 4 and 5: accuracies of networks whose parameters were predicted.
 *
 * <p>A cell with an evaluation at the paper's scale is compared. One with an evaluation at quick scale has it stand beside, labelled. The
 * others are listed as not run, with the commands that would run them.
 */
@PaperChecks
class StartingPositionsHypernetworkTablesTests {
    private static final String PAPER = "starting-positions/";

    /** Trainings of Table 5 and the settings their networks are tested at, by the paper's row. */
    private static final Map<String, Measured> BN_FREE = Map.of(
            "Float32", new Measured("bn-free", BitSetting.FLOAT32),
            "W8A8", new Measured("bn-free-qat-w8a8", BitSetting.W8A8),
            "W4A8-percentile", new Measured("bn-free-qat-w4a8-percentile", BitSetting.W4A8_PERCENTILE),
            "W4A8-absolute", new Measured("bn-free-qat-w4a8-absolute", BitSetting.W4A8),
            "W4A4", new Measured("bn-free-qat-w4a4", BitSetting.W4A4_PERCENTILE));

    private static final double UNSTATED_DETAILS_POINTS = 3;

    private record Measured(String cell, BitSetting setting) {}

    @TestFactory
    Stream<DynamicTest> cells_of_tables_3_to_5() {
        List<DynamicTest> tests = new ArrayList<>();
        for (String table : List.of("table3", "table4", "table5")) {
            for (PaperEntry entry : PaperTables.get().table(PAPER + table).entries()) {
                tests.add(DynamicTest.dynamicTest(table + " " + entry.row(), () -> check(table, entry)));
            }
        }
        return tests.stream();
    }

    private static Measured measured(String table, String row) {
        return switch (table) {
            case "table3" -> new Measured("ghn-q", BitSetting.of(row));
            case "table4" -> new Measured("ghn-qat-" + row.toLowerCase(Locale.ROOT), BitSetting.of(row));
            default -> BN_FREE.get(row);
        };
    }

    private static void check(String table, PaperEntry entry) {
        String[] parts = entry.row().split("/");
        boolean top1 = parts[0].equals("top1");
        Measured measured = measured(table, parts[1]);
        TestSplit split = Stream.of(TestSplit.values())
                .filter(candidate -> candidate.printed().equals(parts[2]))
                .findFirst()
                .orElseThrow();
        GhnMeasurements paper = new GhnMeasurements(Scale.PAPER);
        Optional<GhnEvaluation> full = paper.find(measured.cell(), measured.setting(), split);
        Optional<GhnEvaluation> reduced =
                new GhnMeasurements(Scale.QUICK).find(measured.cell(), measured.setting(), split);
        GhnEvaluation found = full.or(() -> reduced).orElse(null);
        PaperCheck check = PaperCheck.of(entry)
                .named((top1 ? "Top-1" : "Top-5") + " of " + measured.cell() + " at "
                        + measured.setting().id() + " on " + split.printed());
        if (found != null) {
            check.trained(found.scale().id(), found.seed());
        }
        check.run(body -> {
            if (found == null) {
                abort(paper.howToRun(measured.cell(), measured.setting(), split));
            }
            body.attachJson("evaluation", Json.pretty(found));
            body.parameter("networks", found.networks().size());
            body.parameter("test images", found.testImages());
            compare(body, entry, found, top1);
        });
    }

    private static void compare(PaperCheck check, PaperEntry entry, GhnEvaluation found, boolean top1) {
        AccuracySummary summary = top1 ? found.top1() : found.top5();
        Measurement mean = Measurement.over(found.networks().stream()
                .mapToDouble(top1 ? NetworkAccuracy::top1 : NetworkAccuracy::top5)
                .toArray());
        check.requireConsistent("mean accuracy", summary.mean(), mean.mean(), 1e-9);
        if (found.scale() == Scale.PAPER) {
            double noise = 3 * Math.hypot(entry.value("sem"), summary.sem());
            check.reproduces(
                    "mean",
                    mean,
                    Tolerance.absolute(
                            Math.max(noise, UNSTATED_DETAILS_POINTS),
                            "three standard errors of the difference, at least what details allow that the paper leaves open"));
            check.standsBeside(entry, "max", Measurement.of(summary.max()), "the test networks are not the paper's");
        } else {
            String why = "measured at " + found.scale() + " scale on "
                    + found.networks().size() + " networks, which is not the paper's protocol";
            check.standsBeside(entry, "mean", mean, why);
            check.standsBeside(entry, "sem", Measurement.of(summary.sem()), why);
            check.standsBeside(entry, "max", Measurement.of(summary.max()), why);
            check.notCompared(why);
        }
    }
}
