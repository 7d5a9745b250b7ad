package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.datasets.architectures.NetworkGraph;

/** Described networks as DL4J networks, and these as graphs again. */
class TargetNetworkTests {

    private static final ParameterPredictor PREDICTOR =
            new ParameterPredictor(GhnWeights.formula(GhnConfiguration.CIFAR10, DataType.FLOAT));

    /** The first architectures of each test split, narrowed so that building them takes milliseconds; widths are no structure. */
    static List<Arguments> architectures() {
        List<Arguments> cases = new ArrayList<>();
        List<ArchitectureSplit> splits = List.of(
                ArchitectureSplit.ID, ArchitectureSplit.DEEP, ArchitectureSplit.WIDE, ArchitectureSplit.BN_FREE);
        for (ArchitectureSplit split : splits) {
            IntStream.range(0, split == ArchitectureSplit.ID ? 12 : 6)
                    .forEach(index -> cases.add(Arguments.of(
                            split.id() + " " + index, split.architecture(index).withWidths(8, 24))));
        }
        for (String name : List.of("N1", "N2", "N3")) {
            cases.add(Arguments.of(name, ConformanceNetworks.architecture(name)));
        }
        return cases;
    }

    private static void assertSameGraph(NetworkGraph actual, NetworkGraph expected) {
        assertThat(actual.nodes()).isEqualTo(expected.nodes());
        assertThat(actual.tensors()).isEqualTo(expected.tensors());
        for (int node = 0; node < expected.size(); node++) {
            assertThat(actual.predecessors(node))
                    .as("nodes that %s reads", expected.nodes().get(node).layer())
                    .isEqualTo(expected.predecessors(node));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("architectures")
    void theDl4jNetworkOfAnArchitectureHasTheArchitecturesGraphAndTakesThePrediction(
            String name, Architecture architecture) {
        NetworkGraph direct = NetworkGraph.of(architecture, 10);

        TargetNetwork target = TargetNetwork.of(architecture, TargetConfiguration.training(10));
        PREDICTOR.initialize(target.network());

        assertSameGraph(target.graph(), direct);
        assertThat(target.parameters()).isEqualTo(PREDICTOR.predict(direct));
    }
}
