package org.quantzoo.reproductions.verdicts;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.commons.math3.stat.StatUtils;
import org.quantzoo.reproductions.statistics.Estimate;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Network;
import org.quantzoo.reproductions.studies.Network.Block;

/**
 * How much of the spread between initialisers a depthwise separable network keeps: the standard deviation of fp32 accuracy between the twelve
 * initialisers, divided by that of the regular network, both with batch normalisation.
 *
 * <p>The text says that every convolution but the first takes the tested initialiser. Read so, most weights of a depthwise separable network do, as in a
 * regular one; if the depthwise convolutions alone do, few do, and the ratio should be small.
 *
 * @param reading the scope of the tested initialiser, in words
 * @param evidence label of the evidence
 * @param depthwise standard deviation between initialisers, points
 * @param regular the same of the regular network
 * @param ratio of the two, with the interval of the variance ratio
 */
public record ScopeReading(String reading, String evidence, double depthwise, double regular, Estimate ratio) {
    static final String LITERAL = "readings";

    /** Both readings at every scale whose runs have all three architectures, behind the printed numbers. */
    static List<ScopeReading> all(Evidence printed, List<Evidence> recorded) {
        List<ScopeReading> readings = new ArrayList<>();
        of("as printed", printed, ClaimTests.SIMPLE).ifPresent(readings::add);
        for (Evidence evidence : recorded) {
            of("depthwise convolutions only", evidence, ClaimTests.SIMPLE).ifPresent(readings::add);
            of("every convolution but the first", evidence, LITERAL).ifPresent(readings::add);
        }
        return readings;
    }

    private static Optional<ScopeReading> of(String reading, Evidence evidence, String study) {
        double[] depthwise = means(evidence, study, Select.withBatchNorm(Block.DEPTHWISE_SEPARABLE));
        double[] regular = means(evidence, ClaimTests.SIMPLE, Select.withBatchNorm(Block.REGULAR));
        if (depthwise.length < ClaimTests.INITIALIZERS || regular.length < ClaimTests.INITIALIZERS) {
            return Optional.empty();
        }
        Estimate ratio = Estimate.ofDeviationRatio(depthwise, regular);
        return Optional.of(
                new ScopeReading(reading, evidence.label(), deviation(depthwise), deviation(regular), ratio));
    }

    private static double deviation(double[] means) {
        return Math.sqrt(StatUtils.variance(means));
    }

    private static double[] means(Evidence evidence, String study, Predicate<Network> networks) {
        Map<Cell, Double> means = new Sample(evidence.of(study), evidence.isPrinted())
                .where(networks)
                .means(result -> result.metric(ClaimTests.FP32));
        return means.values().stream().mapToDouble(Double::doubleValue).toArray();
    }
}
