package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.datasets.architectures.NetworkGraph;

/** Quantized networks of architectures, beside the float networks. */
class QuantizedTargetsTests {

    /** Reductions, sums and every kind of convolution fit in so many nodes; more take longer and show no more. */
    private static final int MOST_NODES = 100;

    private static final ParameterPredictor PREDICTOR =
            new ParameterPredictor(GhnWeights.formula(GhnConfiguration.CIFAR10, DataType.FLOAT));

    static List<Arguments> architectures() {
        List<Arguments> cases = new ArrayList<>();
        for (ArchitectureSplit split : List.of(ArchitectureSplit.ID, ArchitectureSplit.BN_FREE)) {
            IntStream.iterate(0, index -> index + 1)
                    .filter(index ->
                            NetworkGraph.of(split.architecture(index), 10).size() < MOST_NODES)
                    .limit(2)
                    .forEach(index -> cases.add(Arguments.of(
                            split.id() + " " + index, split.architecture(index).withWidths(4, 8))));
        }
        cases.add(Arguments.of("N3", ConformanceNetworks.architecture("N3").withWidths(4, 0)));
        return cases;
    }

    private static INDArray images() {
        SplittableRandom random = new SplittableRandom(2);
        double[] values = random.doubles(4 * 32 * 32 * 3, -1, 1).toArray();
        return Nd4j.createFromArray(values).reshape('c', 4, 32, 32, 3).castTo(DataType.FLOAT);
    }

    private static INDArray labels() {
        return Nd4j.eye(10).castTo(DataType.FLOAT).getRows(0, 1, 2, 3);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("architectures")
    void atSixteenBitsLossAndGradientsAreNearlyThoseOfTheFloatNetwork(String name, Architecture architecture) {
        TargetConfiguration configuration = TargetConfiguration.evaluation(10);
        TargetNetwork floating = TargetNetwork.of(architecture, configuration);
        TargetNetwork quantized =
                QuantizedTargets.of(architecture, configuration, TargetQuantization.simulated(16, 16), 1);
        Map<String, INDArray> parameters = PREDICTOR.predict(floating.graph());
        floating.assign(parameters);
        quantized.assign(parameters);

        TargetNetwork.Pass expected = floating.pass(images(), labels());
        TargetNetwork.Pass actual = quantized.pass(images(), labels());

        assertThat(quantized.graph().tensors()).isEqualTo(floating.graph().tensors());
        assertThat(quantized.parameters()).isEqualTo(floating.parameters());
        // A 16-bit step is 1.5e-5 of a range; dozens of layers add up their errors, and normalisation over four images
        // amplifies them.
        assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-2));
        assertThat(actual.gradients().keySet()).isEqualTo(expected.gradients().keySet());
        // Rectifiers and maxima near their kinks flip, which no number of bits prevents entirely.
        assertThat(cosine(actual.gradients(), expected.gradients())).isGreaterThan(0.95);
    }

    private static double cosine(Map<String, INDArray> a, Map<String, INDArray> b) {
        double product = 0;
        double normA = 0;
        double normB = 0;
        for (String name : a.keySet()) {
            INDArray x = a.get(name).castTo(DataType.DOUBLE);
            INDArray y = b.get(name).castTo(DataType.DOUBLE);
            product += x.mul(y).sumNumber().doubleValue();
            normA += x.mul(x).sumNumber().doubleValue();
            normB += y.mul(y).sumNumber().doubleValue();
        }
        return product / Math.sqrt(normA * normB);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("architectures")
    void atFourBitsWhateverAConvolutionReadsTakesAtMostSixteenValuesPerSource(String name, Architecture architecture) {
        TargetNetwork quantized = QuantizedTargets.of(
                architecture, TargetConfiguration.evaluation(10), TargetQuantization.simulated(4, 4), 1);
        quantized.assign(PREDICTOR.predict(quantized.graph()));

        Map<String, INDArray> activations = quantized.network().feedForward(images(), true);

        List<String> quantizers = activations.keySet().stream()
                .filter(vertex -> vertex.endsWith(".quantized"))
                .toList();
        assertThat(quantizers).contains("input.quantized").doesNotContain("classifier.quantized");
        for (String vertex : quantizers) {
            assertThat(Arrays.stream(activations.get(vertex).dup('c').data().asDouble())
                            .distinct()
                            .count())
                    .as(vertex)
                    .isLessThanOrEqualTo(16);
        }
    }
}
