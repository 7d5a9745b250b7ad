package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.quantzoo.datasets.architectures.NetworkGraph;

/**
 * Conformance with GHN-2 under formula weights: values of an independent implementation in double precision.
 *
 * <p>Published values have nine decimals, hence the tolerance of 1e-9 on single values; sums of many parameters are held to 1e-9
 * relative, a thousand times tighter than required, and to 1e-4 in float.
 */
class GhnConformanceTests {

    private static final double PRINTED = 1.01e-9;

    private static final GhnWeights FORMULA = GhnWeights.formula(GhnConfiguration.CIFAR10, DataType.DOUBLE);
    private static final GraphHyperNetwork NETWORK = new GraphHyperNetwork(FORMULA);

    private static Map<String, INDArray> predict(GhnWeights weights, NetworkGraph graph) {
        return new ParameterPredictor(weights).predict(graph);
    }

    private static double norm(Map<String, INDArray> parameters) {
        double sum = 0;
        for (INDArray parameter : parameters.values()) {
            // Millions of squares added up in float lose more than the tolerance.
            INDArray exact = parameter.castTo(DataType.DOUBLE);
            sum += exact.mul(exact).sumNumber().doubleValue();
        }
        return Math.sqrt(sum);
    }

    private static double absoluteSum(Map<String, INDArray> parameters) {
        return parameters.values().stream()
                .mapToDouble(parameter -> Transforms.abs(parameter.castTo(DataType.DOUBLE))
                        .sumNumber()
                        .doubleValue())
                .sum();
    }

    private static GhnWeights formula(int maxDistance, boolean realEdgesInVirtualSum, DataType type) {
        return GhnWeights.formula(new GhnConfiguration(10, maxDistance, realEdgesInVirtualSum), type);
    }

    @Test
    void hasThePublishedNumberOfWeights() {
        assertThat(GhnWeights.length(GhnConfiguration.CIFAR10)).isEqualTo(1_620_764);
        assertThat(GhnTensor.of(GhnConfiguration.CIFAR10)).hasSize(31);
        assertThat(GhnTensor.of(GhnConfiguration.CIFAR10).stream()
                        .mapToLong(tensor -> tensor.length(GhnConfiguration.CIFAR10)))
                .startsWith(480L, 72L, 3136L)
                .contains(495616L, 15488L, 32768L, 256L, 1048576L, 4096L);
    }

    @Test
    void thePerceptronBaselineHasThePublishedNumberOfWeights() {
        GhnConfiguration baseline = GhnConfiguration.CIFAR10.withEncoder(NodeEncoder.PERCEPTRON);

        assertThat(GhnWeights.length(baseline)).isEqualTo(1_614_396);
        assertThat(GhnTensor.of(baseline)).hasSize(23);
    }

    @ParameterizedTest
    @CsvSource({
        "OPERATION_EMBEDDING, -0.532727091, -0.950034976, -0.423203757",
        "MESSAGE_WEIGHT_1,     0.046088778, -0.027681531, -0.173879585",
        "UNIT_HIDDEN_WEIGHT,   0.113322924,  0.039552615, -0.161125236",
        "NORM_GAIN,            0.943449585,  0.901718797,  1.049795143",
        "KERNEL_WEIGHT_2,     -0.061163436,  0.037754822,  0.025400969",
        "CLASS_BIAS_BIAS,     -0.074785150,  0.123051364, -0.044256520",
    })
    void formulaWeightsHaveThePublishedValues(GhnTensor tensor, double first, double second, double last) {
        double[] values = FORMULA.get(tensor).dup('c').data().asDouble();

        assertThat(values[0]).isCloseTo(first, within(PRINTED));
        assertThat(values[1]).isCloseTo(second, within(PRINTED));
        assertThat(values[values.length - 1]).isCloseTo(last, within(PRINTED));
    }

    private static void assertStage(Features stage, double sum, double[] node1, double[] node8, double[] node11) {
        assertThat(Arrays.stream(stage.values()).sum()).isCloseTo(sum, within(PRINTED));
        double[][] expected = {node1, node8, node11};
        int[] nodes = {1, 8, 11};
        for (int i = 0; i < nodes.length; i++) {
            double[] found = Arrays.copyOfRange(stage.values(), 32 * nodes[i], 32 * nodes[i] + 4);
            assertThat(found).containsExactly(expected[i], within(PRINTED));
        }
    }

    @Test
    void featuresOfTheToyNetworkAgreeAtEveryStage() {
        GraphHyperNetwork.NodeFeatures features = NETWORK.features(List.of(NETWORK.plan(ConformanceNetworks.toy())));

        assertStage(
                features.initial(),
                -22.317577696,
                new double[] {0.027580694, -0.807035075, -1.641650844, 1.523733387},
                new double[] {-0.019186569, -0.853802338, -1.688418107, 1.476966124},
                new double[] {-0.757070051, 0.408314180, -0.426301589, 0.739082642});
        assertStage(
                ((GatedMessageEncoder.Swept) features.encoded()).afterForward(0),
                -6.307476478,
                new double[] {0.498174398, -0.786469192, -0.581673210, 0.959482271},
                new double[] {0.573299647, -0.850337692, -0.644721321, 0.960090265},
                new double[] {0.094443236, 0.241527801, -0.162890626, 0.681890819});
        assertStage(
                features.encoded().features(),
                -3.154585242,
                new double[] {0.638133213, -0.752245870, -0.305225186, 0.761776257},
                new double[] {0.653734730, -0.777409200, -0.422723853, 0.779001998},
                new double[] {0.245372760, 0.183116469, -0.093031792, 0.485609132});
        assertStage(
                features.normalized(),
                -2.520905862,
                new double[] {1.188606126, -1.302944278, -0.665831479, 1.395656211},
                new double[] {1.187889778, -1.195429316, -0.778728662, 1.380401091},
                new double[] {0.948227413, 0.636025733, -0.493194455, 1.898194246});
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "n1.weight,   0.064310890, -0.028594004, -0.026918107, -0.050772546,  0.021128940",
        "n2.gamma,   15.987698399,  1.045150072,  1.066650313,  0.941755946,  1.032456443",
        "n2.beta,     0.035388530, -0.019152709,  0.057242280,  0.074421852,  0.066678921",
        "n4.weight,  -0.705342882, -0.031084336, -0.019183857, -0.019117665, -0.024093301",
        "n5.weight,  -0.092372913, -0.038511377,  0.046485287, -0.045277937,  0.048568157",
        "n6.weight,  -0.105985855, -0.041125324,  0.048650953, -0.043375806,  0.051866618",
        "n7.gamma,   95.789247371,  1.055553828,  1.049067463,  0.920011418,  1.150980109",
        "n7.beta,    -0.083670178, -0.026802397,  0.065526666,  0.060343939,  0.006606413",
        "n10.weight,  2.493113270, -0.013202370,  0.008665187, -0.007151306, -0.003305654",
        "n11.bias,    0.048118669, -0.009604841,  0.001471986,  0.037313699, -0.025171925",
    })
    void tensorsOfTheToyNetworkAgree(String name, double sum, double first, double second, double third, double last) {
        double[] values = predict(FORMULA, ConformanceNetworks.toy())
                .get(name)
                .dup('c')
                .data()
                .asDouble();

        assertThat(Arrays.stream(values).sum()).isCloseTo(sum, within(PRINTED));
        assertThat(Arrays.copyOf(values, 3)).containsExactly(new double[] {first, second, third}, within(PRINTED));
        assertThat(values[values.length - 1]).isCloseTo(last, within(PRINTED));
    }

    @ParameterizedTest(name = "distances up to {0}, real edges in the virtual sum: {1}")
    @CsvSource({
        "50, true,  10.821661869, 240.141842743",
        " 2, true,  10.814390555, 238.660351330",
        " 3, true,  10.819029952, 239.722370398",
        "50, false, 10.807453787, 236.636611318",
    })
    void parametersOfTheToyNetworkAgree(
            int maxDistance, boolean realEdgesInVirtualSum, double norm, double absoluteSum) {
        GhnWeights weights = formula(maxDistance, realEdgesInVirtualSum, DataType.DOUBLE);

        Map<String, INDArray> parameters = predict(weights, ConformanceNetworks.toy());

        assertThat(norm(parameters)).isCloseTo(norm, within(PRINTED));
        assertThat(absoluteSum(parameters)).isCloseTo(absoluteSum, within(PRINTED));
    }

    @ParameterizedTest(name = "{0}, distances up to {1}")
    @CsvSource({
        "ResNet-18,   50,  70.253421438,  34116.374256",
        "ResNet-18,   10,  70.258810126,  34104.604863",
        "ResNet-50,   50, 165.049015920, 119281.311092",
        "ResNet-50,   10, 165.029509906, 118287.151152",
        "MobileNetV2, 50, 131.813930904,  35967.240799",
        "MobileNetV2, 10, 131.853079356,  36091.875515",
        "DARTS-8,     50,  80.612858479,  16498.685349",
        "DARTS-8,     10,  80.616071299,  16407.298156",
        "N1,          50,  36.701969583,   3469.444901",
        "N1,          10,  36.705557981,   3474.383310",
        "N2,          50,  58.081028853,  11243.027170",
        "N2,          10,  58.097092154,  11313.886754",
        "N3,          50,   3.349556780,    580.684441",
        "N3,          10,   3.344035110,    580.645126",
    })
    void parametersOfWholeNetworksAgree(String name, int maxDistance, double norm, double absoluteSum) {
        NetworkGraph graph = ConformanceNetworks.named(name);

        Map<String, INDArray> exact = predict(formula(maxDistance, true, DataType.DOUBLE), graph);
        Map<String, INDArray> single = predict(formula(maxDistance, true, DataType.FLOAT), graph);

        assertThat(exact).hasSameSizeAs(graph.tensors());
        assertThat(norm(exact) / norm).isCloseTo(1, within(1e-9));
        assertThat(absoluteSum(exact) / absoluteSum).isCloseTo(1, within(1e-9));
        assertThat(norm(single) / norm).isCloseTo(1, within(1e-4));
        assertThat(absoluteSum(single) / absoluteSum).isCloseTo(1, within(1e-4));
    }

    @Test
    void predictingTogetherEqualsPredictingAlone() {
        NetworkGraph first = ConformanceNetworks.named("N1");
        NetworkGraph second = ConformanceNetworks.named("N3");

        Prediction together = NETWORK.predict(List.of(NETWORK.plan(first), NETWORK.plan(second)));

        // The same products in other batches: equal but for rounding.
        Map<String, INDArray> alone = predict(FORMULA, second);
        assertThat(together.parameters(1).keySet()).containsExactlyElementsOf(alone.keySet());
        alone.forEach((name, parameter) -> assertThat(together.parameters(1)
                        .get(name)
                        .sub(parameter)
                        .amaxNumber()
                        .doubleValue())
                .as(name)
                .isLessThan(1e-12));
    }
}
