package org.quantzoo.datasets.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Structural conformance with GHN-2's graphs, values of an independent implementation. */
class NetworkGraphConformanceTests {

    static NetworkGraph network(String name) {
        return switch (name) {
            case "ResNet-18" -> ReferenceNetworks.resNet18(10);
            case "ResNet-34" -> ReferenceNetworks.resNet34(10);
            case "ResNet-50" -> ReferenceNetworks.resNet50(10);
            case "MobileNetV2" -> ReferenceNetworks.mobileNetV2(10);
            case "DARTS-8" -> NetworkGraph.of(ReferenceNetworks.darts(32, 8), 10);
            case "DARTS-20" -> NetworkGraph.of(ReferenceNetworks.darts(36, 20), 10);
            default -> NetworkGraph.of(ConformanceArchitectures.named(name), 10);
        };
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ResNet-18,    62, 11173962,  52,  59,  45",
        "ResNet-34,   110, 21282122,  92, 107,  85",
        "ResNet-50,   161, 23520842, 126, 141, 117",
        "MobileNetV2, 158,  2236682, 118, 127, 117",
        "DARTS-8,     319,   919722, 290, 347, 101",
        "N1,           53,   279722,  48,  53,  29",
        "N2,          120,  1794690, 120, 142,  56",
        "N3,           40,    65578,  68,  86,  39",
    })
    void hasThePublishedStructure(String name, int tensors, long parameters, int nodes, int edges, int longestPath) {
        NetworkGraph graph = network(name);

        assertThat(graph.tensors()).hasSize(tensors);
        assertThat(graph.parameterCount()).isEqualTo(parameters);
        assertThat(graph.constructedTensors()).isEqualTo(tensors);
        assertThat(graph.constructedParameters()).isEqualTo(parameters);
        assertThat(graph.size()).isEqualTo(nodes);
        assertThat(graph.edgeCount()).isEqualTo(edges);
        assertThat(graph.longestPath()).isEqualTo(longestPath);
    }

    @Test
    void aTwentyCellNetworkHasThePublishedCounts() {
        NetworkGraph graph = network("DARTS-20");

        assertThat(graph.tensors()).hasSize(919);
        assertThat(graph.parameterCount()).isEqualTo(3_349_342);
        assertThat(graph.size()).isEqualTo(794);
        assertThat(graph.edgeCount()).isEqualTo(935);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "ResNet-18,    1302, 20,  267.742874,  942,  240.602381",
        "ResNet-34,    4162, 28,  642.086923, 2213,  512.929762",
        "ResNet-50,    7827, 32,  992.718912, 3281,  702.323016",
        "MobileNetV2,  6874, 50,  713.858124, 1820,  463.025794",
        "DARTS-8,     35745, 35, 3445.051904, 8991, 1835.786905",
        "N1,            885, 22,  197.641890,  660,  180.582540",
        "N2,           5928, 34,  806.710584, 2492,  588.978571",
        "N3,           1961, 18,  418.452417, 1631,  391.776190",
    })
    void hasThePublishedVirtualEdges(
            String name, int pairs50, int longest, double inverse50, int pairs10, double inverse10) {
        NetworkGraph graph = network(name);
        ShortestPaths wide = graph.shortestPaths(50);
        ShortestPaths narrow = graph.shortestPaths(10);

        // The published sums have six decimals.
        assertThat(wide.pairCount()).isEqualTo(pairs50);
        assertThat(wide.longest()).isEqualTo(longest);
        assertThat(wide.inverseSum()).isCloseTo(inverse50, within(5.1e-7));
        assertThat(narrow.pairCount()).isEqualTo(pairs10);
        assertThat(narrow.inverseSum()).isCloseTo(inverse10, within(5.1e-7));
    }

    @Test
    void countsTheOperationsOfTheSecondGeneratedNetwork() {
        assertThat(network("N2").operationCounts())
                .hasSize(11)
                .containsEntry(NodeOperation.CONVOLUTION, 40)
                .containsEntry(NodeOperation.BATCH_NORM, 33)
                .containsEntry(NodeOperation.CONCAT, 11)
                .containsEntry(NodeOperation.SUM, 12)
                .containsEntry(NodeOperation.GROUPED_CONVOLUTION, 8)
                .containsEntry(NodeOperation.AVERAGE_POOL, 6)
                .containsEntry(NodeOperation.DILATED_CONVOLUTION, 4)
                .containsEntry(NodeOperation.MAX_POOL, 2)
                .containsEntry(NodeOperation.BIAS, 2)
                .containsEntry(NodeOperation.INPUT, 1)
                .containsEntry(NodeOperation.GLOBAL_AVERAGE_POOL, 1);
    }

    @Test
    void countsTheOperationsOfResNet50() {
        assertThat(network("ResNet-50").operationCounts())
                .isEqualTo(Map.of(
                        NodeOperation.INPUT, 1,
                        NodeOperation.CONVOLUTION, 54,
                        NodeOperation.BATCH_NORM, 53,
                        NodeOperation.SUM, 16,
                        NodeOperation.GLOBAL_AVERAGE_POOL, 1,
                        NodeOperation.BIAS, 1));
    }

    @Test
    void countsTheOperationsOfMobileNetV2() {
        assertThat(network("MobileNetV2").operationCounts())
                .containsEntry(NodeOperation.CONVOLUTION, 36)
                .containsEntry(NodeOperation.GROUPED_CONVOLUTION, 17)
                .containsEntry(NodeOperation.BATCH_NORM, 52)
                .containsEntry(NodeOperation.SUM, 10);
    }
}
