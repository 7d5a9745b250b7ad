package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.datasets.architectures.NetworkGraph;

/** Steps of hypernetwork training. */
class MetaBatchTests {
    private static final GhnConfiguration CONFIGURATION = GhnConfiguration.CIFAR10.withMaxDistance(10);
    private static final double RATE = 1e-3;
    private static final int MOST_NODES = 60;

    /** The first architectures of few nodes: what is tested here does not depend on depth, but its time does. */
    private static MetaBatch metaBatch(DataType type, int networks) {
        return new MetaBatch(IntStream.iterate(0, index -> index + 1)
                .mapToObj(ArchitectureSplit.TRAIN::architecture)
                .filter(architecture -> NetworkGraph.of(architecture, 10).size() < MOST_NODES)
                .limit(networks)
                .map(architecture -> TargetNetwork.of(
                        architecture.withWidths(4, 8),
                        TargetConfiguration.training(10).withDataType(type)))
                .toList());
    }

    private static INDArray images(DataType type) {
        double[] values =
                new SplittableRandom(2).doubles(4 * 32 * 32 * 3, -1, 1).toArray();
        return Nd4j.createFromArray(values).reshape('c', 4, 32, 32, 3).castTo(type);
    }

    private static INDArray labels(DataType type) {
        return Nd4j.eye(10).castTo(type).getRows(0, 1, 2, 3);
    }

    @Test
    void theGradientIsThatOfTheMeanLossInDoublePrecision() {
        DataType type = DataType.DOUBLE;
        MetaBatch batch = metaBatch(type, 2);
        GhnWeights weights = GhnWeights.formula(CONFIGURATION, type);
        GraphHyperNetwork hyperNetwork = new GraphHyperNetwork(weights);
        MetaBatch.Pass pass = batch.pass(hyperNetwork, images(type), labels(type), 9);
        INDArray gradient = pass.gradient().vector();
        INDArray direction = gradient.div(gradient.norm2Number().doubleValue());
        // Small enough to cross next to no kink of a rectifier or maximum.
        double step = 1e-7;

        weights.vector().addi(direction.mul(step));
        double above = batch.pass(hyperNetwork, images(type), labels(type), 9).loss();
        weights.vector().subi(direction.mul(2 * step));
        double below = batch.pass(hyperNetwork, images(type), labels(type), 9).loss();

        // Along the gradient itself the slope is its norm; dropout is the same in every pass of one seed.
        double slope = gradient.norm2Number().doubleValue();
        assertThat((above - below) / (2 * step)).isCloseTo(slope, within(1e-3 * slope));
        assertThat(pass.losses()).hasSize(2);
    }

    /** In double precision and by small steps, so that neither kernels nor threads decide whether it comes down. */
    @Test
    void aFewStepsOnOneMetaBatchLowerItsLoss() {
        MetaBatch batch = metaBatch(DataType.DOUBLE, 2);
        GhnWeights weights = GhnWeights.random(CONFIGURATION, DataType.DOUBLE, 1);
        GraphHyperNetwork hyperNetwork = new GraphHyperNetwork(weights);
        GhnOptimizer optimizer = new GhnOptimizer(weights, new GhnOptimizer.Settings(0.9, 0.999, 1e-8, 1e-5, 5));
        double first = Double.NaN;
        double last = Double.NaN;

        for (int step = 0; step < 6; step++) {
            MetaBatch.Pass pass = batch.pass(hyperNetwork, images(DataType.DOUBLE), labels(DataType.DOUBLE), 1);
            optimizer.step(pass.gradient(), RATE);
            first = step == 0 ? pass.loss() : first;
            last = pass.loss();
        }

        // Five steps by a thousandth change little; what is asked for is a direction, far beyond rounding.
        assertThat(last).isLessThan(first - 0.005);
    }

    @Test
    void aLossThatIsNotFiniteGivesNoGradient() {
        GhnWeights weights = GhnWeights.random(CONFIGURATION, DataType.FLOAT, 1);
        weights.get(GhnTensor.CLASS_BIAS_BIAS).assign(Float.NaN);

        MetaBatch.Pass pass = metaBatch(DataType.FLOAT, 1)
                .pass(new GraphHyperNetwork(weights), images(DataType.FLOAT), labels(DataType.FLOAT), 1);

        assertThat(pass.isFinite()).isFalse();
        assertThat(pass.loss()).isNaN();
    }

    @Test
    void adamMovesEveryWeightByTheRateInTheFirstStepAndClipsTheGradient() {
        GhnWeights weights = GhnWeights.zeros(CONFIGURATION, DataType.DOUBLE);
        GhnOptimizer optimizer = new GhnOptimizer(weights, new GhnOptimizer.Settings(0.9, 0.999, 1e-12, 0, 5));
        GhnWeights gradient = GhnWeights.zeros(CONFIGURATION, DataType.DOUBLE);
        gradient.vector().assign(1);
        double norm = Math.sqrt(gradient.vector().length());

        assertThat(optimizer.step(gradient, 0.01)).isCloseTo(norm, within(1e-9));

        // m / sqrt(v) with both bias corrections is the sign of the first gradient.
        assertThat(weights.vector().getDouble(0)).isCloseTo(-0.01, within(1e-8));
        assertThat(optimizer.firstMoment().vector().getDouble(0)).isCloseTo(0.1 * 5 / norm, within(1e-12));
        assertThat(optimizer.secondMoment().vector().getDouble(0)).isCloseTo(0.001 * 25 / (norm * norm), within(1e-12));
        assertThat(optimizer.steps()).isOne();
    }

    @Test
    void weightDecayIsPartOfTheMomentsAndAnInfiniteGradientChangesNothing() {
        GhnWeights weights = GhnWeights.zeros(CONFIGURATION, DataType.DOUBLE);
        weights.vector().assign(2);
        GhnOptimizer optimizer = new GhnOptimizer(weights, new GhnOptimizer.Settings(0.9, 0.999, 1e-12, 0.5, 5));
        GhnWeights infinite = GhnWeights.zeros(CONFIGURATION, DataType.DOUBLE);
        infinite.vector().putScalar(7, Double.POSITIVE_INFINITY);

        assertThat(optimizer.step(infinite, 0.01)).isInfinite();
        assertThat(List.of(weights.vector().getDouble(0), weights.vector().getDouble(7)))
                .containsOnly(2.0);
        optimizer.step(GhnWeights.zeros(CONFIGURATION, DataType.DOUBLE), 0.01);

        assertThat(optimizer.firstMoment().vector().getDouble(0)).isCloseTo(0.1 * 0.5 * 2, within(1e-12));
        assertThat(weights.vector().getDouble(0)).isCloseTo(2 - 0.01, within(1e-8));
    }
}
