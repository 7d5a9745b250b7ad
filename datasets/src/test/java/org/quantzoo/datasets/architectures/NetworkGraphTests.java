package org.quantzoo.datasets.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class NetworkGraphTests {

    private static final TensorShape FC = TensorShape.of(10, 8);

    private static NetworkGraph.Builder withInput() {
        NetworkGraph.Builder builder = new NetworkGraph.Builder();
        builder.add("input", NodeOperation.INPUT, TensorShape.NONE);
        return builder;
    }

    private static NetworkGraph finish(NetworkGraph.Builder builder, int source) {
        int weight = builder.add("classifier", NodeOperation.CONVOLUTION, FC, source);
        builder.add("classifier", NodeOperation.BIAS, TensorShape.of(10), weight);
        return builder.build();
    }

    @Test
    void deadBranchesLeaveTheGraphButCountAsConstructed() {
        NetworkGraph.Builder builder = withInput();
        builder.add("dead", NodeOperation.CONVOLUTION, TensorShape.of(8, 3, 1, 1), 0);
        int live = builder.add("live", NodeOperation.CONVOLUTION, TensorShape.of(8, 3, 3, 3), 0);

        NetworkGraph graph = finish(builder, live);

        assertThat(graph.nodes()).extracting(NetworkGraph.Node::layer).doesNotContain("dead");
        assertThat(graph.predecessors(2)).containsExactly(1);
        assertThat(graph.parameterCount()).isEqualTo(8 * 27 + 90);
        assertThat(graph.constructedParameters()).isEqualTo(8 * 3 + 8 * 27 + 90);
        assertThat(graph.constructedTensors()).isEqualTo(4);
    }

    @Test
    void parallelEdgesCollapse() {
        NetworkGraph.Builder builder = withInput();
        int conv = builder.add("conv", NodeOperation.CONVOLUTION, TensorShape.of(8, 3, 3, 3), 0, 0);

        assertThat(finish(builder, conv).edgeCount()).isEqualTo(3);
    }

    @Test
    void namesTensorsByLayerAndRole() {
        NetworkGraph.Builder builder = withInput();
        int bn = builder.add("bn", NodeOperation.BATCH_NORM, TensorShape.of(3), 0);

        assertThat(finish(builder, bn).tensors())
                .extracting(GraphTensor::name)
                .containsExactly("bn.gamma", "bn.beta", "classifier.weight", "classifier.bias");
    }

    @Test
    void aNodeWithoutSourceIsRefusedByName() {
        assertThatThrownBy(() -> withInput().add("lost", NodeOperation.SUM, TensorShape.NONE))
                .hasMessage("Layer \"lost\" reads no other layer; only the input may.");
    }

    @Test
    void aGraphWithoutClassifierAtItsEndIsRefused() {
        NetworkGraph.Builder builder = withInput();
        builder.add("conv", NodeOperation.CONVOLUTION, TensorShape.of(8, 3, 3, 3), 0);
        builder.add("pool", NodeOperation.GLOBAL_AVERAGE_POOL, TensorShape.NONE, 1);

        assertThatThrownBy(builder::build).hasMessageContaining("weight and the bias of its classifier");
    }

    @Test
    void anArchitectureCutOffByNoneIsRefused() {
        List<CellEdge> none = List.of(new CellEdge(CellOperation.NONE, 0), new CellEdge(CellOperation.NONE, 1));
        Architecture cut =
                new Architecture(new Genotype(none, none, List.of(2)), 32, 4, 3, 0, false, true, 1, 1, 0, true);

        assertThatThrownBy(() -> NetworkGraph.of(cut, 10)).hasMessageContaining("cut its classifier off");
    }

    @Test
    void factorizedConvolutionsHaveARowAndAColumn() {
        List<CellEdge> edges =
                List.of(new CellEdge(CellOperation.CONV_7X1_1X7, 0), new CellEdge(CellOperation.CONV_1X1, 1));
        Architecture architecture =
                new Architecture(new Genotype(edges, edges, List.of(2)), 8, 4, 3, 0, false, true, 1, 1, 0, true);

        assertThat(NetworkGraph.of(architecture, 10).tensors())
                .filteredOn(tensor -> tensor.layer().startsWith("cells.0.step0.left."))
                .extracting(tensor -> tensor.name() + tensor.shape())
                .containsExactly(
                        "cells.0.step0.left.row.weight(8,8,1,7)",
                        "cells.0.step0.left.column.weight(8,8,7,1)",
                        "cells.0.step0.left.bn.gamma(8)",
                        "cells.0.step0.left.bn.beta(8)");
    }

    @Test
    void shortestPathsStopAtTheLargestDistance() {
        NetworkGraph.Builder builder = withInput();
        int conv = builder.add("conv", NodeOperation.CONVOLUTION, TensorShape.of(8, 3, 3, 3), 0);
        NetworkGraph chain = finish(builder, conv);

        ShortestPaths two = chain.shortestPaths(2);

        assertThat(two.ancestors(3)).containsExactly(1, 2);
        assertThat(two.distances(3)).containsExactly(2, 1);
        assertThat(two.pairCount()).isEqualTo(5);
        assertThat(two.inverseSum()).isCloseTo(3 + 2 * 0.5, within(1e-15));
        assertThat(chain.shortestPaths(50).longest()).isEqualTo(3);
    }
}
