package org.quantzoo.reports;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.quantzoo.reproductions.checks.CellOutcome;
import org.quantzoo.reproductions.checks.CheckOutcome;
import org.quantzoo.reproductions.checks.Measurement;
import org.quantzoo.reproductions.checks.Verdict;
import org.quantzoo.reproductions.papers.Claim;
import org.quantzoo.reproductions.papers.Claims;
import org.quantzoo.reproductions.papers.PaperTables;

/**
 * What a set of check outcomes says about every number and every claim of the papers.
 *
 * @param numbers one status for each number, in the order of the documents
 * @param claims one status for each claim, in the order of the documents
 */
record Status(List<NumberStatus> numbers, List<ClaimStatus> claims) {

    /** A comparison says more than none, a measured number more than none, and several runs more than one. */
    private static final Comparator<CellFinding> MOST_TELLING = Comparator.comparing(
                    (CellFinding finding) -> !finding.cell().verdict().compared())
            .thenComparing(finding -> finding.cell().measured() == null)
            .thenComparing(finding -> -runs(finding.cell()))
            .thenComparing(finding -> finding.check().id());

    private static int runs(CellOutcome cell) {
        return cell.measured() == null ? 0 : cell.measured().n();
    }

    private record CellFinding(CheckOutcome check, CellOutcome cell) {}

    /** Joins the papers with the outcomes. */
    static Status of(PaperTables papers, Claims claims, NotRunReasons reasons, List<CheckOutcome> outcomes) {
        Map<String, List<CellFinding>> findings = outcomes.stream()
                .flatMap(check -> check.cells().stream().map(cell -> new CellFinding(check, cell)))
                .collect(groupingBy(
                        finding -> key(finding.cell().entry(), finding.cell().metric())));
        List<NumberStatus> numbers = PaperNumber.all(papers).stream()
                .map(number -> status(number, findings, reasons))
                .toList();
        List<ClaimStatus> claimStatuses = claims.all().stream()
                .map(claim -> status(claim, outcomes, reasons))
                .toList();
        return new Status(numbers, claimStatuses);
    }

    /** How many numbers of a table have each verdict. */
    Map<Verdict, Long> countsOfTable(String table) {
        Map<Verdict, Long> counts = new EnumMap<>(Verdict.class);
        for (NumberStatus status : numbers) {
            if (status.number().table().equals(table)) {
                counts.merge(status.verdict(), 1L, Long::sum);
            }
        }
        return counts;
    }

    private static NumberStatus status(
            PaperNumber number, Map<String, List<CellFinding>> findings, NotRunReasons reasons) {
        List<CellFinding> all = new ArrayList<>(findings.getOrDefault(key(number.entry(), number.metric()), List.of()));
        if (number.deviation() || all.isEmpty()) {
            return new NumberStatus(number, Verdict.NOT_RUN, null, "", List.of(), reasons.of(number));
        }
        all.sort(MOST_TELLING);
        CheckOutcome check = all.get(0).check();
        CellOutcome cell = all.get(0).cell();
        Measurement measured = cell.measured();
        return new NumberStatus(number, cell.verdict(), measured, check.scale(), check.seeds(), cell.reason());
    }

    private static ClaimStatus status(Claim claim, List<CheckOutcome> outcomes, NotRunReasons reasons) {
        List<CheckOutcome> checks = outcomes.stream()
                .filter(outcome -> outcome.claims().contains(claim.id()))
                .toList();
        if (checks.isEmpty()) {
            return new ClaimStatus(claim, Verdict.NOT_RUN, 0, reasons.of(claim));
        }
        Verdict verdict =
                checks.stream().map(CheckOutcome::verdict).reduce(Verdict::and).orElseThrow();
        String decisive = checks.stream()
                .filter(check -> check.verdict() == verdict)
                .map(check -> check.title() + ": " + check.reason())
                .collect(joining("; "));
        return new ClaimStatus(claim, verdict, checks.size(), decisive);
    }

    private static String key(String entry, String metric) {
        return entry + "#" + metric;
    }
}
