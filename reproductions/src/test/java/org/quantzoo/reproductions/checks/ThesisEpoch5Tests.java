package org.quantzoo.reproductions.checks;

import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTables;
import org.quantzoo.reproductions.runs.CommittedRuns;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell.PaperRow;
import org.quantzoo.reproductions.studies.Cells;

/**
 * The columns "epoch 5" of the thesis' Tables 4.3 and 4.4: eight networks after the first five epochs of the unchanged protocol of the papers.
 *
 * <p>Nothing is scaled, so the numbers are compared with the printed ones. The runs take longer than a build; they were recorded earlier, and each
 * record names its commit and command. They are checked where a build reproduces, not where it tests the code.
 */
@PaperChecks
class ThesisEpoch5Tests {

    private static final String EPOCH = "/epoch5";

    @TestFactory
    Stream<DynamicTest> five_epochs_of_the_papers_protocol_give_the_printed_numbers() {
        return PaperTables.get().table("thesis/table4.3").entries().stream()
                .filter(entry -> entry.id().endsWith(EPOCH))
                .map(entry -> DynamicTest.dynamicTest(entry.row(), () -> check(entry)));
    }

    private static void check(PaperEntry accuracies) {
        Cells.Measurement measured = Cells.get().measuring(accuracies.id()).orElseThrow();
        List<RunRecord> runs = CommittedRuns.STORE.ofTodaysRecipe(measured.cell(), Scale.PAPER);
        PaperCheck.of(accuracies)
                .named("Five epochs of " + measured.cell().name() + " under the papers' protocol")
                .trained(
                        Scale.PAPER.id(),
                        runs.stream().mapToLong(RunRecord::seed).toArray())
                .run(check -> {
                    assumeFalse(
                            TrainedRuns.current().scale() == Scale.SMOKE,
                            "recorded runs are checked by mvn verify -Preproduce");
                    assumeTrue(
                            !runs.isEmpty(),
                            () ->
                                    "no run of the papers' protocol is recorded; make one with reproductions/reproduce run "
                                            + measured.cell().id() + " --scale paper --stop-after 5");
                    for (RunRecord run : runs) {
                        check.parameter(
                                "recorded, seed " + run.seed(),
                                "on " + run.provenance().origin());
                        check.attachJson("run record, seed " + run.seed(), Json.pretty(run));
                    }
                    compare(check, runs, measured);
                });
    }

    /** All numbers that the two tables print for this network and epoch. */
    private static void compare(PaperCheck check, List<RunRecord> runs, Cells.Measurement measured) {
        for (PaperRow row : measured.cell().paperRows()) {
            if (row.fraction() != measured.fraction()) {
                continue;
            }
            PaperEntry entry = PaperTables.get().entry(row.entryId());
            for (String metric : entry.values().keySet()) {
                double[] values = runs.stream()
                        .map(run -> run.metric(metric, measured.fraction()))
                        .filter(OptionalDouble::isPresent)
                        .mapToDouble(OptionalDouble::getAsDouble)
                        .toArray();
                check.requireState(
                        "every recorded run came to epoch 5", values.length == runs.size(), values.length + " did");
                check.reproduces(
                        entry,
                        metric,
                        Measurement.over(values),
                        PaperNoise.tolerance(metric).orElseThrow());
            }
        }
    }
}
