package org.quantzoo.reproductions.verdicts;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.quantzoo.reproductions.papers.Claim;
import org.quantzoo.reproductions.papers.Claims;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;

/** The verdicts on the claims about initialisation, layers, complex blocks and factorisation. */
public final class Verdicts {
    private static final Map<String, List<ClaimTest>> TESTS = Stream.of(
                    InitializationClaims.tests(),
                    BatchNormalizationClaims.tests(),
                    LayerwiseClaims.tests(),
                    TrainingClaims.tests(),
                    ComplexBlockClaims.tests(),
                    FactorizationClaims.tests(),
                    FactorizedLayerClaims.tests())
            .flatMap(List::stream)
            .collect(groupingBy(ClaimTest::claim, LinkedHashMap::new, toList()));

    private static final Evidence NO_RUNS = new Evidence("no runs", "no runs", Scale.QUICK, List.of());

    private Verdicts() {}

    /** The verdicts on all claims that have a declared statistic, in the order of the documents, with the runs of a store. */
    public static List<ClaimVerdict> of(RunStore store) {
        Evidence printed = Evidence.printed();
        List<Evidence> recorded = Evidence.recorded(store);
        return Claims.get().all().stream()
                .filter(claim -> TESTS.containsKey(claim.id()))
                .map(claim -> verdict(claim, printed, recorded))
                .toList();
    }

    /** Which convolutions take the tested initialiser: the spread that either reading leads to, beside the printed one. */
    public static List<ScopeReading> scopeReadings(RunStore store) {
        return ScopeReading.all(Evidence.printed(), Evidence.recorded(store));
    }

    static ClaimVerdict verdict(Claim claim, Evidence printed, List<Evidence> recorded) {
        List<Finding> ofPrinted = findings(claim, printed);
        // What a scale says must not decide whether it is heard: the one with most results is. Of equals the later one,
        // which is the larger, wins.
        List<Finding> best = recorded.stream()
                .map(evidence -> findings(claim, evidence))
                .max(Comparator.comparing((List<Finding> findings) -> findings.stream()
                                .filter(f -> f.estimate() != null)
                                .count())
                        .thenComparing(findings ->
                                findings.stream().mapToInt(Finding::runs).sum()))
                .filter(findings -> findings.stream().anyMatch(finding -> finding.ruling() != Ruling.NOT_RUN))
                .orElseGet(() -> findings(claim, NO_RUNS));
        return new ClaimVerdict(claim, ofPrinted, best);
    }

    static List<Finding> findings(Claim claim, Evidence evidence) {
        return TESTS.get(claim.id()).stream().map(test -> test.find(evidence)).toList();
    }
}
