package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.datasets.architectures.NodeOperation;

/** The baseline without message passing. */
class PerceptronEncoderTests {
    private static final GhnConfiguration BASELINE = GhnConfiguration.CIFAR10.withEncoder(NodeEncoder.PERCEPTRON);
    private static final GhnWeights WEIGHTS = GhnWeights.random(BASELINE, DataType.DOUBLE, 1);

    @Test
    void equalNodesGetEqualParametersWhereverTheyAre() {
        NetworkGraph resNet = ConformanceNetworks.named("ResNet-18");

        Features features =
                new GraphHyperNetwork(WEIGHTS).features(plans(WEIGHTS, resNet)).normalized();
        Features withMessages = withMessages(resNet);

        int[] alike = sums(resNet);
        assertThat(alike.length).isGreaterThan(1);
        for (int node : alike) {
            assertThat(features.select(new int[] {node}).values())
                    .isEqualTo(features.select(new int[] {alike[0]}).values());
        }
        assertThat(withMessages.select(new int[] {alike[1]}).values())
                .isNotEqualTo(withMessages.select(new int[] {alike[0]}).values());
    }

    private static Features withMessages(NetworkGraph graph) {
        GhnWeights weights = GhnWeights.random(GhnConfiguration.CIFAR10, DataType.DOUBLE, 1);
        return new GraphHyperNetwork(weights).features(plans(weights, graph)).normalized();
    }

    private static List<GraphPlan> plans(GhnWeights weights, NetworkGraph graph) {
        return List.of(new GraphHyperNetwork(weights).plan(graph));
    }

    /** Sums have no shape, so nothing but edges tells one from another. */
    private static int[] sums(NetworkGraph graph) {
        return IntStream.range(0, graph.size())
                .filter(node -> graph.nodes().get(node).operation() == NodeOperation.SUM)
                .toArray();
    }

    @Test
    void distancesOfVirtualEdgesDoNotMatter() {
        GhnWeights near = new GhnWeights(BASELINE.withMaxDistance(1), WEIGHTS.vector());
        NetworkGraph toy = ConformanceNetworks.toy();

        Map<String, INDArray> parameters = new ParameterPredictor(near).predict(toy);

        assertThat(parameters).isEqualTo(new ParameterPredictor(WEIGHTS).predict(toy));
    }

    @Test
    void aCheckpointKnowsItsEncoderAndOneWithoutTheFieldIsOfGhn2(@TempDir Path folder) throws IOException {
        GhnCheckpoint.save(WEIGHTS, folder.resolve("mlp"));
        GhnCheckpoint.save(GhnWeights.random(GhnConfiguration.CIFAR10, DataType.FLOAT, 1), folder.resolve("ghn-2"));
        Path manifest = folder.resolve("ghn-2").resolve(GhnCheckpoint.MANIFEST);
        String written = Files.readString(manifest);
        Files.writeString(manifest, written.replace("\"encoder\" : \"gated-messages\",", ""));

        assertThat(GhnCheckpoint.load(folder.resolve("mlp")).configuration()).isEqualTo(BASELINE);
        assertThat(Files.readString(manifest)).isNotEqualTo(written);
        assertThat(GhnCheckpoint.load(folder.resolve("ghn-2")).configuration()).isEqualTo(GhnConfiguration.CIFAR10);
    }

    @Test
    void itHasNoTensorsOfMessages() {
        assertThatThrownBy(() -> WEIGHTS.get(GhnTensor.UNIT_INPUT_WEIGHT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the encoder perceptron has no tensor unit_input_weight");
    }
}
