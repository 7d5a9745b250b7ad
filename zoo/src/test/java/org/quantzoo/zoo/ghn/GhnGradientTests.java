package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.CellEdge;
import org.quantzoo.datasets.architectures.CellOperation;
import org.quantzoo.datasets.architectures.Genotype;
import org.quantzoo.datasets.architectures.NetworkGraph;

/** The gradient of a loss of predicted networks with respect to the weights of the hypernetwork. */
class GhnGradientTests {

    private static final GhnWeights FORMULA = GhnWeights.formula(GhnConfiguration.CIFAR10, DataType.DOUBLE);
    private static ToyTarget toy;
    private static GhnWeights toyGradient;

    @BeforeAll
    static void trainOneStepOnTheToyNetwork() {
        GraphHyperNetwork network = new GraphHyperNetwork(FORMULA);
        Prediction prediction = network.predict(List.of(network.plan(ConformanceNetworks.toy())));
        toy = new ToyTarget(prediction.parameters(0));
        toyGradient = network.backpropagate(prediction, List.of(toy.gradients));
    }

    @Test
    void theToyNetworkHasThePublishedLogitsAndLoss() {
        assertThat(ToyTarget.images()).startsWith(new double[] {0.8567, 0.4394, 0.0221}, within(5e-5));
        assertThat(toy.loss).isCloseTo(2.312894474615573, within(1e-12));
        assertThat(toy.logits[0])
                .containsExactly(
                        new double[] {
                            -0.00144595,
                            0.03092052,
                            0.02825519,
                            -0.02566117,
                            -0.00052737,
                            0.04011535,
                            -0.02733180,
                            -0.00741782,
                            0.06947886,
                            -0.05051736
                        },
                        within(5.1e-9));
        assertThat(toy.logits[3]).startsWith(new double[] {0.01011672, 0.02600717, 0.03165816}, within(5.1e-9));
    }

    /** Published norms have nine significant digits. */
    @ParameterizedTest
    @CsvSource({
        "OPERATION_EMBEDDING, 2.12858745e-2",
        "SPATIAL_EMBEDDING, 1.10613846e-2",
        "CHANNEL_EMBEDDING, 1.28033085e-2",
        "MESSAGE_WEIGHT_1, 4.77759251e-3",
        "MESSAGE_BIAS_1, 2.16098860e-3",
        "MESSAGE_WEIGHT_2, 1.06363557e-2",
        "MESSAGE_BIAS_2, 1.08404605e-2",
        "VIRTUAL_MESSAGE_WEIGHT_1, 1.34581304e-2",
        "VIRTUAL_MESSAGE_BIAS_1, 8.31196374e-3",
        "VIRTUAL_MESSAGE_WEIGHT_2, 3.06257757e-2",
        "VIRTUAL_MESSAGE_BIAS_2, 4.07071668e-2",
        "UNIT_INPUT_WEIGHT, 8.20117184e-2",
        "UNIT_HIDDEN_WEIGHT, 6.85774705e-2",
        "UNIT_INPUT_BIAS, 3.82757550e-2",
        "UNIT_HIDDEN_BIAS, 2.31872571e-2",
        "NORM_GAIN, 1.79533869e-2",
        "NORM_SHIFT, 2.18811170e-2",
        "WINDOW_WEIGHT, 5.77066986e-1",
        "WINDOW_BIAS, 1.02984715e-1",
        "KERNEL_WEIGHT_1, 1.36174536",
        "KERNEL_BIAS_1, 2.16345609e-1",
        "KERNEL_WEIGHT_2, 5.00300624e-1",
        "KERNEL_BIAS_2, 2.01549106e-1",
        "CLASSIFIER_WEIGHT, 9.71974848e-2",
        "CLASSIFIER_BIAS, 4.42241296e-2",
        "VECTOR_WEIGHT_1, 2.99788996e-2",
        "VECTOR_BIAS_1, 5.86602213e-3",
        "VECTOR_WEIGHT_2, 8.93558980e-2",
        "VECTOR_BIAS_2, 2.48242451e-2",
        "CLASS_BIAS_WEIGHT, 8.14304445e-2",
        "CLASS_BIAS_BIAS, 7.70300288e-2",
    })
    void gradientsOfTheToyNetworkHaveThePublishedNorms(GhnTensor tensor, double norm) {
        assertThat(toyGradient.get(tensor).norm2Number().doubleValue() / norm).isCloseTo(1, within(6e-9));
    }

    @Test
    void theWholeGradientOfTheToyNetworkHasThePublishedNorm() {
        assertThat(toyGradient.vector().norm2Number().doubleValue()).isCloseTo(1.608498557, within(1e-9));
    }

    /** Two networks that together have every head, kernels of several sizes, repeated channels and a dropped gradient. */
    private static List<NetworkGraph> twoNetworks() {
        List<CellEdge> edges = List.of(
                new CellEdge(CellOperation.SEP_CONV_3X3, 0),
                new CellEdge(CellOperation.CONV_7X1_1X7, 1),
                new CellEdge(CellOperation.DIL_CONV_5X5, 2),
                new CellEdge(CellOperation.SKIP_CONNECT, 0));
        Architecture cells =
                new Architecture(new Genotype(edges, edges, List.of(2, 3)), 40, 3, 5, 1, false, true, 2, 2, 72, true);
        return List.of(ConformanceNetworks.toy(), NetworkGraph.of(cells, 10));
    }

    private static double loss(GraphHyperNetwork network, List<GraphPlan> plans, List<Map<String, INDArray>> upstream) {
        Prediction prediction = network.predict(plans);
        double sum = 0;
        for (int graph = 0; graph < plans.size(); graph++) {
            for (Map.Entry<String, INDArray> entry : upstream.get(graph).entrySet()) {
                INDArray parameter = prediction.parameters(graph).get(entry.getKey());
                sum += parameter.mul(entry.getValue()).sumNumber().doubleValue();
            }
        }
        return sum;
    }

    /** All tensors of GHN-2; of the perceptron baseline its own and one below and one above them. */
    static Stream<Arguments> tensorsOfBothEncoders() {
        return Stream.concat(
                GhnTensor.of(GhnConfiguration.CIFAR10).stream()
                        .map(tensor -> Arguments.of(NodeEncoder.GATED_MESSAGES, tensor)),
                Stream.of(
                                GhnTensor.OPERATION_EMBEDDING,
                                GhnTensor.PERCEPTRON_WEIGHT_1,
                                GhnTensor.PERCEPTRON_BIAS_1,
                                GhnTensor.PERCEPTRON_WEIGHT_2,
                                GhnTensor.PERCEPTRON_BIAS_2,
                                GhnTensor.NORM_GAIN)
                        .map(tensor -> Arguments.of(NodeEncoder.PERCEPTRON, tensor)));
    }

    /**
     * Central differences along one random direction per tensor; their error at a step of 1e-6 is about 1e-9 of the value unless
     * the step crosses a kink of a rectifier.
     */
    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("tensorsOfBothEncoders")
    void gradientsAgreeWithDifferences(NodeEncoder encoder, GhnTensor tensor) {
        GhnWeights weights =
                GhnWeights.random(GhnConfiguration.CIFAR10.withMaxDistance(5).withEncoder(encoder), DataType.DOUBLE, 7);
        GraphHyperNetwork network = new GraphHyperNetwork(weights);
        List<GraphPlan> plans = twoNetworks().stream().map(network::plan).toList();
        Prediction prediction = network.predict(plans);
        List<Map<String, INDArray>> upstream = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(8);
        for (int graph = 0; graph < plans.size(); graph++) {
            Map<String, INDArray> gradients = new HashMap<>();
            prediction
                    .parameters(graph)
                    .forEach((name, parameter) -> gradients.put(
                            name, gaussian(random, parameter.length()).reshape('c', parameter.shape())));
            gradients.remove("n5.weight");
            upstream.add(gradients);
        }
        INDArray direction = gaussian(random, tensor.length(weights.configuration()));
        direction.divi(direction.norm2Number());

        double analytic = network.backpropagate(prediction, upstream)
                .get(tensor)
                .dup('c')
                .reshape(direction.length())
                .mul(direction)
                .sumNumber()
                .doubleValue();

        double step = 1e-6;
        INDArray view = weights.get(tensor);
        view.addi(direction.reshape('c', view.shape()).mul(step));
        double above = loss(network, plans, upstream);
        view.subi(direction.reshape('c', view.shape()).mul(2 * step));
        double below = loss(network, plans, upstream);
        assertThat((above - below) / (2 * step)).isCloseTo(analytic, within(1e-5 * Math.max(1, Math.abs(analytic))));
    }

    private static INDArray gaussian(SplittableRandom random, long length) {
        double[] values = new double[(int) length];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextGaussian();
        }
        return Nd4j.createFromArray(values);
    }

    @Test
    void floatGradientsAreCloseToDoubleOnes() {
        GraphHyperNetwork network = new GraphHyperNetwork(GhnWeights.formula(GhnConfiguration.CIFAR10, DataType.FLOAT));
        Prediction prediction = network.predict(List.of(network.plan(ConformanceNetworks.toy())));
        Map<String, INDArray> gradients = new HashMap<>();
        toy.gradients.forEach((name, gradient) -> gradients.put(name, gradient.castTo(DataType.FLOAT)));

        GhnWeights gradient = network.backpropagate(prediction, List.of(gradients));

        for (GhnTensor tensor : GhnTensor.of(GhnConfiguration.CIFAR10)) {
            INDArray exact = toyGradient.get(tensor);
            double difference = gradient.get(tensor)
                    .castTo(DataType.DOUBLE)
                    .sub(exact)
                    .norm2Number()
                    .doubleValue();
            assertThat(difference / exact.norm2Number().doubleValue())
                    .as(tensor.id())
                    .isLessThan(1e-4);
        }
    }

    @Test
    void aGradientOfAnotherShapeIsRefusedByName() {
        GraphHyperNetwork network = new GraphHyperNetwork(FORMULA);
        Prediction prediction = network.predict(List.of(network.plan(ConformanceNetworks.toy())));

        assertThatThrownBy(() ->
                        network.backpropagate(prediction, List.of(Map.of("n11.bias", Nd4j.zeros(DataType.DOUBLE, 9)))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Gradient \"n11.bias\"");
    }
}
