package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.datasets.architectures.NodeOperation;
import org.quantzoo.datasets.architectures.TensorShape;

class GraphPlanTests {

    private static NetworkGraph withKernel(int kernel, int classes) {
        NetworkGraph.Builder graph = new NetworkGraph.Builder();
        graph.add("input", NodeOperation.INPUT, TensorShape.NONE);
        graph.add("conv", NodeOperation.CONVOLUTION, TensorShape.of(8, 3, kernel, kernel), 0);
        graph.add("fc", NodeOperation.CONVOLUTION, TensorShape.of(classes, 8), 1);
        graph.add("fc", NodeOperation.BIAS, TensorShape.of(classes), 2);
        return graph.build();
    }

    @Test
    void weighsVirtualEdgesByTheirDistance() {
        GraphPlan plan = new GraphPlan(ConformanceNetworks.toy(), GhnConfiguration.CIFAR10);

        assertThat(plan.forward().virtualSenders()[8]).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
        assertThat(plan.forward().virtualWeights()[8])
                .containsExactly(
                        new double[] {1 / 5.0, 1 / 4.0, 1 / 3.0, 1 / 2.0, 1 / 3.0, 1, 1 / 2.0, 1}, within(1e-15));
        assertThat(Arrays.stream(plan.forward().virtualWeights())
                        .flatMapToDouble(Arrays::stream)
                        .sum())
                .isCloseTo(27.594047619, within(1e-9));
    }

    @Test
    void theBackwardSweepHasTheSameEdgesTurnedRound() {
        GraphPlan plan = new GraphPlan(ConformanceNetworks.toy(), GhnConfiguration.CIFAR10);

        assertThat(plan.backward().order()).startsWith(11, 10).endsWith(1, 0);
        assertThat(plan.backward().senders()[3]).containsExactly(4, 5);
        assertThat(plan.backward().virtualSenders()[0]).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
        assertThat(plan.backward().virtualWeights()[0][10]).isEqualTo(1 / 8.0);
    }

    @ParameterizedTest
    @CsvSource({
        "64, 3, 7, 7, 0.116642369",
        "16, 1, 5, 5, 0.2",
        "32, 1, 3, 3, 0.333333333",
        "96, 16, 1, 1, 0.353553391",
        "512, 512, 3, 3, 0.020833333",
        "128, 128, 1, 7, 0.033407655",
        "128, 128, 7, 1, 0.047245559"
    })
    void weightsHaveThePublishedNormalisation(int out, int in, int height, int width, double scale) {
        assertThat(DecodingPlan.scale(TensorShape.of(out, in, height, width))).isCloseTo(scale, within(5.1e-10));
    }

    @Test
    void fullyConnectedWeightsAreNormalisedLikeRectifiedOnes() {
        assertThat(DecodingPlan.scale(TensorShape.of(10, 96))).isCloseTo(0.144337567, within(5.1e-10));
    }

    @Test
    void aKernelThatTheDecoderCannotReachIsRefusedByLayer() {
        assertThatThrownBy(() -> new GraphPlan(withKernel(13, 10), GhnConfiguration.CIFAR10))
                .hasMessageContaining("Layer \"conv\"")
                .hasMessageContaining("up to 11 x 11");
    }

    @Test
    void anotherNumberOfClassesIsRefused() {
        assertThatThrownBy(() -> new GraphPlan(withKernel(3, 100), GhnConfiguration.CIFAR10))
                .hasMessageContaining("classifiers of 10 classes; the network has 100");
    }
}
