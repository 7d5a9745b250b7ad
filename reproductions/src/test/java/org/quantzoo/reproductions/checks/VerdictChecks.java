package org.quantzoo.reproductions.checks;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.quantzoo.reproductions.papers.Claim;
import org.quantzoo.reproductions.runs.CommittedRuns;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.verdicts.ClaimVerdict;
import org.quantzoo.reproductions.verdicts.Finding;
import org.quantzoo.reproductions.verdicts.Ruling;
import org.quantzoo.reproductions.verdicts.Verdicts;

/**
 * Checks of the claims about initialisation, layers, complex blocks and factorisation, judged by the recorded runs.
 *
 * <p>What the documents' own printed numbers say stands beside it and decides nothing. A claim that the runs do not support is red in the report and
 * listed among the published deviations: it says something about the claim at that scale, nothing about the code.
 */
final class VerdictChecks {
    /** Checks of untrained networks and exact counts bear on these as well; an open verdict does not take their place. */
    private static final Set<String> CHECKED_ELSEWHERE = Set.of("SP-10", "SP-11", "TH-20");

    private VerdictChecks() {}

    /** One test for each claim of a document. */
    static Stream<DynamicTest> of(String paper) {
        return Verdicts.of(CommittedRuns.STORE).stream()
                .filter(verdict -> verdict.claim().paper().equals(paper))
                .map(verdict -> DynamicTest.dynamicTest(verdict.claim().id(), () -> check(verdict)));
    }

    private static void check(ClaimVerdict verdict) {
        Claim claim = verdict.claim();
        boolean judged = verdict.ofMeasured().decided() && TrainedRuns.current().scale() != Scale.SMOKE;
        PaperCheck check = PaperCheck.of(claim.paper(), "Verdicts on claims", claim.id())
                .named("Claim " + claim.id() + ", judged by recorded runs")
                .trained(verdict.measured().stream()
                        .filter(finding -> finding.runs() > 0)
                        .map(Finding::evidence)
                        .distinct()
                        .collect(joining("; ")));
        if (judged || !CHECKED_ELSEWHERE.contains(claim.id())) {
            check.claims(claim.id());
        }
        check.run(running -> {
            running.parameter("printed numbers", verdict.ofPrinted().label());
            running.parameter("recorded runs", verdict.ofMeasured().label());
            tell(running, "printed numbers", verdict.printed());
            tell(running, "recorded runs", verdict.measured());
            running.attachJson("verdict", Json.pretty(verdict));
            String printed =
                    "the documents' own numbers: " + verdict.ofPrinted().label();
            if (!judged) {
                String why = printed + "; our runs: " + verdict.ofMeasured().label() + ": "
                        + (verdict.ofMeasured().decided()
                                ? "they are judged by mvn verify -Preproduce"
                                : open(verdict.measured()));
                if (verdict.ofMeasured() == Ruling.NOT_RUN) {
                    running.notRun(why);
                } else {
                    running.notCompared(why);
                }
                return;
            }
            // What follows from the described networks alone is exact.
            if (verdict.measured().stream().anyMatch(finding -> finding.runs() > 0)) {
                running.onlyATrend("at reduced scale; " + printed);
            }
            for (Finding finding : verdict.measured()) {
                running.holds(
                        finding.statistic() + " " + finding.claimed(),
                        finding.ruling() == Ruling.SUPPORTED,
                        finding.inWords());
            }
        });
    }

    private static void tell(PaperCheck check, String level, List<Finding> findings) {
        for (Finding finding : findings) {
            check.parameter(
                    level + ": " + (finding.part().isEmpty() ? finding.statistic() : finding.part()),
                    finding.ruling().label() + ": " + finding.inWords());
        }
    }

    private static String open(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> !finding.ruling().decided())
                .map(finding -> (finding.part().isEmpty() ? "" : finding.part() + ": ") + finding.inWords())
                .collect(joining("; "));
    }
}
