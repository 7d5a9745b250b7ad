package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.architectures.NetworkGraph;

/** The prediction as a SameDiff graph gives what the hypernetwork gives. */
class SameDiffExportTests {

    private static GraphHyperNetwork network(NodeEncoder encoder, DataType type) {
        return new GraphHyperNetwork(
                GhnWeights.formula(GhnConfiguration.CIFAR10.withMaxDistance(10).withEncoder(encoder), type));
    }

    private static NetworkGraph graph(String name) {
        return name.equals("toy") ? ConformanceNetworks.toy() : ConformanceNetworks.named(name);
    }

    /** Sums of a few hundred products in another order. */
    @ParameterizedTest
    @CsvSource({
        "toy, GATED_MESSAGES, DOUBLE, 1e-11",
        "toy, PERCEPTRON, DOUBLE, 1e-11",
        "N3, GATED_MESSAGES, DOUBLE, 1e-11",
        "N3, GATED_MESSAGES, FLOAT, 1e-4"
    })
    void predictsTheSameParameters(String name, NodeEncoder encoder, DataType type, double tolerance) {
        GraphHyperNetwork network = network(encoder, type);
        GraphPlan plan = network.plan(graph(name));
        Map<String, INDArray> expected = network.predict(List.of(plan)).parameters(0);

        Map<String, INDArray> found =
                SameDiffExport.predict(SameDiffExport.of(network, plan), List.copyOf(expected.keySet()));

        expected.forEach((tensor, values) -> {
            assertThat(found.get(tensor).shape()).as(tensor).isEqualTo(values.shape());
            assertThat(found.get(tensor).sub(values).amaxNumber().doubleValue())
                    .as(tensor)
                    .isLessThan(tolerance);
        });
    }

    /** The example of the README, on a network of DL4J's own layers. */
    @Test
    void aSavedGraphPredictsForAnExistingNetworkAsTheHypernetworkDoes(@TempDir Path folder) {
        ComputationGraph network = new ComputationGraph(new NeuralNetConfiguration.Builder()
                .graphBuilder()
                .addInputs("image")
                .setInputTypes(InputType.convolutional(8, 8, 3))
                .addLayer(
                        "conv",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(70)
                                .activation(Activation.RELU)
                                .build(),
                        "image")
                .addLayer("average", new GlobalPoolingLayer.Builder(PoolingType.AVG).build(), "conv")
                .addLayer(
                        "classifier",
                        new OutputLayer.Builder()
                                .nOut(10)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "average")
                .setOutputs("classifier")
                .build());
        network.init();
        GraphHyperNetwork hyperNetwork = network(NodeEncoder.GATED_MESSAGES, DataType.FLOAT);
        File file = folder.resolve("prediction.fb").toFile();

        TargetNetwork target = TargetNetwork.of(network);
        SameDiff graph = SameDiffExport.of(hyperNetwork, hyperNetwork.plan(target.graph()));
        graph.save(file, false);

        Map<String, INDArray> expected = new ParameterPredictor(hyperNetwork.weights()).predict(target.graph());
        Map<String, INDArray> found =
                SameDiffExport.predict(SameDiff.load(file, false), List.copyOf(expected.keySet()));
        assertThat(found.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((tensor, values) -> assertThat(found.get(tensor).equalsWithEps(values, 1e-4))
                .as(tensor)
                .isTrue());
    }

    @Test
    void aTensorOfAnotherNetworkIsRefusedByName() {
        GraphHyperNetwork network = network(NodeEncoder.PERCEPTRON, DataType.FLOAT);
        SameDiff graph = SameDiffExport.of(network, network.plan(ConformanceNetworks.toy()));

        assertThatThrownBy(() -> SameDiffExport.predict(graph, List.of("elsewhere.weight")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("elsewhere.weight");
    }
}
