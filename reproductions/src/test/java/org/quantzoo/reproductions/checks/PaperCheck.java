package org.quantzoo.reproductions.checks;

import static java.util.stream.Collectors.joining;

import io.qameta.allure.Allure;
import io.qameta.allure.model.Status;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.opentest4j.TestAbortedException;
import org.quantzoo.reproductions.papers.Claim;
import org.quantzoo.reproductions.papers.Claims;
import org.quantzoo.reproductions.papers.PaperEntry;
import org.quantzoo.reproductions.papers.PaperTable;
import org.quantzoo.reproductions.papers.PaperTables;

/**
 * One check of the suite: compares numbers with a paper and tells JUnit, Allure and the status tables about it.
 *
 * <pre>{@code
 * PaperCheck.of(entry).named("Convolution MACs of FactorizeNet-f2").claims("TH-20").run(check ->
 *         check.reproduces("conv_mmacs", Measurement.of(macs / 1e6), Tolerance.lastPrintedDigit(printed)));
 * }</pre>
 *
 * <p>All comparisons of a check are made, also after one that fails. A failed comparison ends as {@link OutsideToleranceError}, an aborted
 * assumption as a visible skip, and everything else as a broken harness.
 */
public final class PaperCheck {

    /** The scale of checks that train nothing. */
    public static final String EXACT = "exact";

    /** The body of a check. */
    @FunctionalInterface
    public interface Body {
        void accept(PaperCheck check) throws Exception;
    }

    private final PaperEntry entry;
    private final String id;
    private final String epic;
    private final String feature;
    private final String story;
    private final Set<String> claims = new TreeSet<>();
    private final List<CellOutcome> cells = new ArrayList<>();
    private final List<List<String>> otherRows = new ArrayList<>();
    private final List<String> comparisons = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private String title;
    private String scale = EXACT;
    private List<Long> seeds = List.of();
    private Verdict verdict = Verdict.REPRODUCED;

    private PaperCheck(PaperEntry entry, String id, String epic, String feature, String story) {
        this.entry = entry;
        this.id = id;
        this.epic = epic;
        this.feature = feature;
        this.story = story;
        this.title = story;
    }

    /** A check of one row of a table: Epic is the paper, Feature the table, Story the row. */
    public static PaperCheck of(PaperEntry entry) {
        PaperTable table = PaperTables.get().table(entry.tableId());
        return new PaperCheck(entry, entry.id(), table.source(), table.number() + ": " + table.title(), entry.row());
    }

    /**
     * A check of something that no table row holds.
     *
     * @param paper short name of the paper
     * @param feature table, figure or section
     * @param story what is checked inside it
     */
    public static PaperCheck of(String paper, String feature, String story) {
        String source = PaperTables.get().sources().get(paper);
        if (source == null) {
            throw new IllegalArgumentException("Unknown paper '" + paper + "', expected one of "
                    + PaperTables.get().sources().keySet() + ".");
        }
        return new PaperCheck(null, paper + "/" + feature + "/" + story, source, feature, story);
    }

    /** The test's name: the cell in words. */
    public PaperCheck named(String words) {
        this.title = words;
        return this;
    }

    /** The claims that this check bears on. */
    public PaperCheck claims(String... ids) {
        for (String claim : ids) {
            claims.add(Claims.get().claim(claim).id());
        }
        return this;
    }

    /** The scale and the seeds of the runs behind the check. */
    public PaperCheck trained(String scaleName, long... runSeeds) {
        this.scale = scaleName;
        this.seeds = Arrays.stream(runSeeds).boxed().toList();
        return this;
    }

    /** The seeds of a check that draws random numbers but trains nothing. */
    public PaperCheck seeds(long... randomSeeds) {
        return trained(EXACT, randomSeeds);
    }

    /** Runs the check, reports it, and fails, aborts or returns accordingly. */
    public void run(Body body) {
        describe();
        try {
            body.accept(this);
        } catch (TestAbortedException aborted) {
            finish(Verdict.NOT_RUN, true, withoutPrefix(aborted.getMessage()));
            throw aborted;
        } catch (Exception | AssertionError broken) {
            finish(Verdict.NOT_RUN, true, "the check broke: " + broken.getMessage());
            throw new IllegalStateException("The check '" + title + "' broke: " + broken.getMessage(), broken);
        }
        if (failures.isEmpty()) {
            finish(verdict, false, String.join("; ", comparisons));
        } else {
            finish(Verdict.DEVIATES, false, String.join("; ", failures));
            throw new OutsideToleranceError(String.join("; ", failures));
        }
    }

    /** Compares a number of the row with one obtained under the paper's protocol, or computed exactly. */
    public void reproduces(String metric, Measurement measured, Tolerance tolerance) {
        reproduces(requireEntry(metric), metric, measured, tolerance);
    }

    /** The same for another row that this check measures, for example of the same network earlier in training. */
    public void reproduces(PaperEntry row, String metric, Measurement measured, Tolerance tolerance) {
        compareCell(row, metric, measured, tolerance, Verdict.REPRODUCED);
    }

    /** Compares a number of the row that does not depend on scale with one from a reduced-scale run. */
    public void agreesAtAnyScale(String metric, Measurement measured, Tolerance tolerance) {
        compareCell(requireEntry(metric), metric, measured, tolerance, Verdict.WITHIN_TREND);
    }

    /** Puts a number beside one of a row of the paper without comparing them. */
    public void standsBeside(PaperEntry row, String metric, Measurement measured, String whyNotCompared) {
        show(row, metric, measured, "not compared: " + whyNotCompared);
        record(row, metric, measured, Verdict.OPEN, whyNotCompared);
    }

    /** Says why a number of a row could not be measured although it was tried, as where the network did not train. */
    public void hasNoNumber(PaperEntry row, String metric, String why) {
        parameter("measured", metric, "none: " + why);
        record(row, metric, null, Verdict.OPEN, why);
    }

    /** Compares a number that follows from the paper without being printed in a table. */
    public void matches(String what, double expected, double measured, Tolerance tolerance) {
        matches(what, expected, Measurement.of(measured), tolerance);
    }

    /** Compares a number that follows from the paper without being printed in a table. */
    public void matches(String what, double expected, Measurement measured, Tolerance tolerance) {
        parameter("paper", what, Measurement.decimal(expected));
        parameter("measured", what, measured.inWords());
        parameter("tolerance", what, tolerance.inWords());
        decide(
                tolerance.accepts(expected, measured.mean()),
                what + " is " + measured.inWords() + ", expected " + Measurement.decimal(expected) + ", tolerance: "
                        + tolerance.inWords());
    }

    /** Decides a statement that is not a comparison of two numbers. */
    public void holds(String statement, boolean truth, String found) {
        parameter("claim", "", statement);
        parameter("measured", statement, found);
        decide(truth, statement + ": " + found);
    }

    /** Limits the verdict: the check speaks about a reduced scale, or about a part of its claim only. */
    public void onlyATrend(String why) {
        limit(Verdict.WITHIN_TREND, why);
    }

    /** Says that the check compared nothing with the paper, although something was measured. */
    public void notCompared(String why) {
        limit(Verdict.OPEN, why);
    }

    /** Says that there is nothing to compare with the paper. */
    public void notRun(String why) {
        limit(Verdict.NOT_RUN, why);
    }

    private void limit(Verdict best, String why) {
        verdict = verdict.and(best);
        remarks.add(why);
    }

    /** Requires something of the project's own records; where it fails, the harness is broken, not the claim. */
    public void requireConsistent(String what, double expected, double actual, double tolerance) {
        if (!(Math.abs(expected - actual) <= tolerance)) {
            throw new IllegalStateException(what + " is " + actual + " in the record but " + expected
                    + " when recomputed (tolerance " + tolerance + ").");
        }
        step("Recompute " + what, Status.PASSED);
    }

    /** Requires a state of the project's own records; where it fails, the harness is broken, not the claim. */
    public void requireState(String what, boolean holds, String found) {
        if (!holds) {
            throw new IllegalStateException(what + " does not hold: " + found + ".");
        }
        step("Confirm: " + what, Status.PASSED);
    }

    /** Adds a row to the parameters of the test in the report. */
    public void parameter(String name, Object value) {
        Allure.parameter(name, value, true);
    }

    /** Attaches a PNG. */
    public void attachPng(String name, byte[] png) {
        Allure.addAttachment(name, "image/png", new ByteArrayInputStream(png), "png");
    }

    /** Attaches a picture that prints at any size. */
    public void attachSvg(String name, byte[] svg) {
        Allure.addAttachment(name, "image/svg+xml", new ByteArrayInputStream(svg), "svg");
    }

    /** Attaches a table. */
    public void attachCsv(String name, String csv) {
        Allure.addAttachment(name, "text/csv", csv, "csv");
    }

    /** Attaches a JSON document. */
    public void attachJson(String name, String json) {
        Allure.addAttachment(
                name, "application/json", new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8)), "json");
    }

    private void describe() {
        Allure.getLifecycle().updateTestCase(test -> test.setName(title));
        Allure.epic(epic);
        Allure.feature(feature);
        Allure.story(story);
        claims.forEach(claim -> Allure.label("tag", claim));
        String statements = claims.stream()
                .map(claim -> Claims.get().claim(claim))
                .map(claim -> "* **" + claim.id() + "** " + claim.claim() + statistic(claim))
                .collect(joining("\n"));
        if (!statements.isEmpty()) {
            Allure.description(statements);
        }
    }

    private static String statistic(Claim claim) {
        return claim.convincing().isEmpty() ? "" : "  \n  Accepted as a reproduction: " + claim.convincing();
    }

    private void compareCell(
            PaperEntry row, String metric, Measurement measured, Tolerance tolerance, Verdict ifAccepted) {
        show(row, metric, measured, tolerance.inWords());
        boolean accepted = tolerance.accepts(row.value(metric), measured.mean());
        if (accepted) {
            verdict = verdict.and(ifAccepted);
        }
        Verdict cellVerdict = accepted ? ifAccepted : Verdict.DEVIATES;
        record(row, metric, measured, cellVerdict, "tolerance: " + tolerance.inWords());
        decide(
                accepted,
                label(row, metric) + " is " + measured.inWords() + ", the paper has " + printed(row, metric)
                        + ", tolerance: " + tolerance.inWords());
    }

    /** Numbers of the check's own row are parameters; those of other rows, often many, go into one attached table. */
    private void show(PaperEntry row, String metric, Measurement measured, String tolerance) {
        if (row.equals(entry)) {
            parameter("paper", metric, printed(row, metric));
            parameter("measured", metric, measured.inWords());
            parameter("tolerance", metric, tolerance);
        } else {
            otherRows.add(List.of(row.id(), metric, printed(row, metric), measured.inWords(), tolerance));
        }
    }

    private void attachOtherRows() {
        if (!otherRows.isEmpty()) {
            String header = "row,metric,paper,measured,tolerance\n";
            attachCsv(
                    "other rows of the papers that these runs answer",
                    otherRows.stream()
                            .map(fields -> fields.stream()
                                    .map(field -> '"' + field.replace("\"", "\"\"") + '"')
                                    .collect(joining(",")))
                            .collect(joining("\n", header, "\n")));
        }
    }

    /** The metric, with its row where that is not the one the check is about. */
    private String label(PaperEntry row, String metric) {
        return row.equals(entry) ? metric : metric + " of " + row.id();
    }

    private void decide(boolean accepted, String sentence) {
        (accepted ? comparisons : failures).add(sentence);
        step("Compare: " + sentence, accepted ? Status.PASSED : Status.FAILED);
    }

    private void record(PaperEntry row, String metric, Measurement measured, Verdict cellVerdict, String reason) {
        cells.add(new CellOutcome(row.id(), metric, measured, cellVerdict, reason));
    }

    private PaperEntry requireEntry(String metric) {
        if (entry == null) {
            throw new IllegalStateException("The check '" + title + "' has no table row, so it cannot compare '"
                    + metric + "' with one; use matches or holds.");
        }
        return entry;
    }

    private static String printed(PaperEntry row, String metric) {
        String number = Measurement.decimal(row.value(metric));
        OptionalDouble deviation = row.find(metric).orElseThrow().deviation();
        return deviation.isPresent() ? number + " (sd " + Measurement.decimal(deviation.getAsDouble()) + ")" : number;
    }

    private void parameter(String kind, String what, String value) {
        parameter(what.isEmpty() ? kind : kind + ": " + what, value);
    }

    private static void step(String name, Status status) {
        Allure.step(name, status);
    }

    private void finish(Verdict outcome, boolean skipped, String reason) {
        attachOtherRows();
        parameter("scale", scale);
        parameter(
                "seeds",
                seeds.isEmpty() ? "none" : seeds.stream().map(String::valueOf).collect(joining(", ")));
        parameter("verdict", outcome.label());
        String full = remarks.isEmpty() ? reason : String.join("; ", remarks) + (reason.isEmpty() ? "" : "; " + reason);
        CheckOutcome result = new CheckOutcome(
                (id + "/" + title).toLowerCase(Locale.ROOT),
                title,
                List.copyOf(claims),
                cells,
                outcome,
                skipped,
                full,
                scale,
                seeds);
        new CheckOutcomes(folder()).write(result);
    }

    /** Where the outcomes go: the system property {@code quantzoo.checks}, or the build folder. */
    static Path folder() {
        return Path.of(System.getProperty("quantzoo.checks", "target/paper-checks"));
    }

    private static String withoutPrefix(String assumption) {
        return assumption == null ? "" : assumption.replaceFirst("^Assumption failed: ", "");
    }
}
