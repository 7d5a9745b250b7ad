package org.quantzoo.datasets.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The distribution of the generator against an independent sampler of the same rules.
 *
 * <p>That sampler's means have a standard error of sd/sqrt(n1); ours of sd/sqrt(n2). Means are compared within four standard
 * errors of their difference, shares likewise with the binomial deviation: a right generator fails once in 16,000 checks, and
 * the seeds are fixed.
 */
class ArchitectureSamplerTests {

    private static final int COUNT = 2_000;

    private static double fourErrors(double deviation, int otherCount) {
        return 4 * deviation * Math.sqrt(1.0 / otherCount + 1.0 / COUNT);
    }

    private static double fourErrorsOfShare(double share, int otherCount) {
        return fourErrors(Math.sqrt(share * (1 - share)), otherCount);
    }

    private static final ArchitectureStatistics CONV_NETS = statistics(ArchitectureSpace.CONV_NETS, 11);

    private static ArchitectureStatistics statistics(ArchitectureSpace space, long seed) {
        return ArchitectureStatistics.of(new ArchitectureSampler(space, seed).sample(0, COUNT));
    }

    @Test
    void convNetsHaveTheExpectedDistribution() {
        ArchitectureStatistics statistics = CONV_NETS;

        assertThat(statistics.nodes().mean()).isCloseTo(175.5, within(fourErrors(80.2, 1500)));
        assertThat(statistics.nodes().standardDeviation()).isCloseTo(80.2, within(fourErrors(80.2, 1500)));
        assertThat(statistics.edges().mean()).isCloseTo(198.5, within(fourErrors(91, 1500)));
        assertThat(statistics.withoutBatchNorm()).isCloseTo(0.038, within(fourErrorsOfShare(0.038, 1500)));
        assertThat(statistics.withGlobalPooling()).isCloseTo(0.970, within(fourErrorsOfShare(0.970, 1500)));
        assertThat(statistics.parameters().maximum()).isLessThanOrEqualTo(10);
    }

    @Test
    void convNetsHaveTheExpectedMixOfNodes() {
        Map<NodeOperation, Double> expectedPercent = Map.of(
                NodeOperation.CONVOLUTION, 35.0,
                NodeOperation.BATCH_NORM, 31.7,
                NodeOperation.GROUPED_CONVOLUTION, 9.5,
                NodeOperation.SUM, 8.9,
                NodeOperation.CONCAT, 4.5,
                NodeOperation.DILATED_CONVOLUTION, 4.4,
                NodeOperation.MAX_POOL, 2.0,
                NodeOperation.AVERAGE_POOL, 2.0,
                NodeOperation.BIAS, 0.9,
                NodeOperation.INPUT, 0.6);

        Map<NodeOperation, Double> shares = CONV_NETS.operationShares();

        // Nodes of one network are not independent, so the binomial deviation does not apply: 0.6 percentage points.
        expectedPercent.forEach((operation, percent) ->
                assertThat(100 * shares.get(operation)).as(operation.name()).isCloseTo(percent, within(0.6)));
    }

    @Test
    void deepNetworksHaveTheExpectedDistribution() {
        ArchitectureStatistics statistics = statistics(ArchitectureSpace.DEEP, 12);

        assertThat(statistics.nodes().mean()).isCloseTo(336.4, within(fourErrors(144.6, 300)));
        assertThat(statistics.edges().mean()).isCloseTo(380.9, within(fourErrors(164, 300)));
        assertThat(statistics.withoutBatchNorm()).isCloseTo(0.023, within(fourErrorsOfShare(0.023, 300)));
        assertThat(statistics.withGlobalPooling()).isCloseTo(0.970, within(fourErrorsOfShare(0.970, 300)));
    }

    @Test
    void networksWithoutBatchNormHaveTheExpectedDistribution() {
        ArchitectureStatistics statistics = statistics(ArchitectureSpace.BN_FREE, 13);

        assertThat(statistics.nodes().mean()).isCloseTo(120.8, within(fourErrors(55.2, 500)));
        assertThat(statistics.edges().mean()).isCloseTo(144.2, within(fourErrors(66, 500)));
        assertThat(statistics.withoutBatchNorm()).isEqualTo(1);
    }

    @Test
    void rejectsCandidatesAsOftenAsExpected() {
        ArchitectureSampler sampler = new ArchitectureSampler(ArchitectureSpace.CONV_NETS, 14);
        Map<ArchitectureSampler.Rejection, Integer> rejections = new EnumMap<>(ArchitectureSampler.Rejection.class);
        for (int index = 0; index < COUNT; index++) {
            sampler.draw(index).rejections().forEach((reason, count) -> rejections.merge(reason, count, Integer::sum));
        }

        assertThat(rejections.get(ArchitectureSampler.Rejection.LARGE_CONVOLUTIONS) / (double) COUNT)
                .isCloseTo(0.19, within(fourErrors(Math.sqrt(0.19), 1500)));
        assertThat(rejections.get(ArchitectureSampler.Rejection.NO_CONVOLUTION) / (double) COUNT)
                .isCloseTo(0.02, within(fourErrors(Math.sqrt(0.02), 1500)));
        assertThat(rejections.get(ArchitectureSampler.Rejection.DISCONNECTED) / (double) COUNT)
                .isCloseTo(0.003, within(fourErrors(Math.sqrt(0.003), 1500)));
    }

    @Test
    void keepsTheRulesOfTheSpace() {
        ArchitectureSampler sampler = new ArchitectureSampler(ArchitectureSpace.CONV_NETS, 15);
        for (int index = 0; index < 500; index++) {
            Architecture architecture = sampler.sample(index);
            Genotype genotype = architecture.genotype();
            assertThat(architecture.cells()).isBetween(4, 18);
            assertThat(genotype.steps()).isBetween(1, architecture.cells() > 10 ? 2 : 4);
            assertThat(genotype.concat()).endsWith(genotype.steps() + 1);
            Set<CellOperation> operations = operations(genotype);
            assertThat(CellOperation.CONV_NETS).containsAll(operations);
            if (genotype.steps() == 1) {
                assertThat(operations).doesNotContain(CellOperation.NONE);
            }
            for (int step = 0; step < genotype.steps(); step++) {
                assertThat(genotype.normal().get(2 * step).input())
                        .isNotEqualTo(genotype.normal().get(2 * step + 1).input());
            }
        }
    }

    private static Set<CellOperation> operations(Genotype genotype) {
        Set<CellOperation> operations =
                genotype.normal().stream().map(CellEdge::operation).collect(Collectors.toSet());
        genotype.reduce().forEach(edge -> operations.add(edge.operation()));
        return operations;
    }

    @Test
    void anArchitectureDependsOnSeedAndIndexOnly() {
        ArchitectureSampler sampler = new ArchitectureSampler(ArchitectureSpace.CONV_NETS, 16);
        List<Architecture> inOrder =
                IntStream.range(0, 50).mapToObj(sampler::sample).toList();

        assertThat(new ArchitectureSampler(ArchitectureSpace.CONV_NETS, 16).sample(0, 50))
                .isEqualTo(inOrder);
        assertThat(sampler.sample(49)).isEqualTo(inOrder.get(49));
        assertThat(new ArchitectureSampler(ArchitectureSpace.CONV_NETS, 17).sample(0, 50))
                .isNotEqualTo(inOrder);
    }
}
