package org.quantzoo.zoo.posttraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quantzoo.zoo.posttraining.TrainedNetworks.images;
import static org.quantzoo.zoo.posttraining.TrainedNetworks.trained;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.models.BlockNetwork;
import org.quantzoo.zoo.models.ComplexBlock;
import org.quantzoo.zoo.models.ComplexBlockCnn;
import org.quantzoo.zoo.models.FactorizationRate;
import org.quantzoo.zoo.models.FactorizeNet;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.RangeEstimator;

class PostTrainingTests {

    /** These tests compare networks that sum in another order, which bfloat16 operands would amplify. */
    private static KernelSelector.Override float32;

    @BeforeAll
    static void useFloat32() {
        float32 = KernelSelector.use(new KernelSettings("auto", KernelSettings.Precision.FLOAT32, 2));
    }

    @AfterAll
    static void restoreKernels() {
        float32.close();
    }

    static Stream<BlockNetwork> families() {
        return Stream.of(
                small(SimpleBlockCnn.builder()).build(),
                small(SimpleBlockCnn.builder()).batchNorm(false).build(),
                small(SimpleBlockCnn.builder())
                        .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                        .build(),
                small(FactorizeNet.builder()).rate(FactorizationRate.initial(2)).build(),
                small(ComplexBlockCnn.builder()).build(),
                small(ComplexBlockCnn.builder())
                        .block(ComplexBlock.INVERTED_RESIDUAL)
                        .expansion(2)
                        .build());
    }

    private static <B extends BlockNetwork.Builder<B>> B small(B builder) {
        return builder.width(0.125)
                .inputShape(3, 16, 16)
                .hiddenUnits(16)
                .updater(new Nesterovs(0.05, 0.9))
                .seed(5);
    }

    @ParameterizedTest
    @MethodSource("families")
    void aFoldedNetworkComputesTheSameFunctionWithoutBatchNorm(BlockNetwork description) {
        ComputationGraph network = trained(description);
        ComputationGraph folded = BatchNormFolding.fold(network);

        assertThat(folded.getLayers()).noneMatch(layer -> layer.conf().getLayer() instanceof BatchNorm);
        INDArray images = images(4, 99);
        assertThat(maxDifference(folded.outputSingle(images), network.outputSingle(images)))
                // Probabilities of order 0.1 after 17 layers of float arithmetic in another order.
                .isLessThan(2e-5);
    }

    @ParameterizedTest
    @MethodSource("families")
    void aNetworkQuantizedToSixteenBitsOverAbsoluteRangesIsAlmostTheFloatNetwork(BlockNetwork description) {
        ComputationGraph network = trained(description);
        INDArray images = images(16, 7);
        QuantizedNetwork quantized = new PostTrainingQuantizer(new QuantizationScheme(
                        16, 16, new RangeEstimator.Absolute(), new RangeEstimator.Absolute(), OutputQuantization.BOTH))
                .quantize(network, List.of(images));
        assertThat(maxDifference(quantized.network().outputSingle(images), network.outputSingle(images)))
                // 2^-16 of each tensor's range, amplified by up to 26 layers; 2.1e-3 was the largest over several
                // dropout seeds.
                .isLessThan(5e-3);
    }

    @Test
    void weightsAndActivationsOfAQuint8NetworkLieOnTheirGrids() {
        ComputationGraph network = trained(small(SimpleBlockCnn.builder()).build());
        INDArray images = images(32, 7);
        QuantizedNetwork quantized =
                new PostTrainingQuantizer(QuantizationScheme.quint8()).quantize(network, List.of(images));

        assertThat(quantized.weights()).hasSize(12);
        quantized
                .weights()
                .forEach((name, quantizer) ->
                        assertOnGrid(quantized.network().getLayer(name).getParam("W"), quantizer));
        Map<String, INDArray> activations = quantized.network().feedForward(images, false);
        assertThat(quantized.activations())
                .hasSize(13) // the input, nine convolutions, two hidden dense layers, the probabilities
                .containsKeys("input", "stem.conv", "block9.conv", "dense2", "output")
                .doesNotContainKey("logits");
        quantized
                .activations()
                .forEach((name, quantizer) -> assertOnGrid(activations.get(name + ".quantize"), quantizer));
    }

    @Test
    void calibrationPoolsBatchesExactly() {
        ComputationGraph network =
                BatchNormFolding.fold(trained(small(SimpleBlockCnn.builder()).build()));
        RangeEstimator estimator = RangeEstimator.Percentile.onePercentEachSide();
        INDArray all = images(12, 3);
        Calibration whole = Calibration.observe(network, List.of(all), estimator);
        Calibration pieces = Calibration.observe(
                network,
                List.of(
                        all.get(NDArrayIndex.interval(0, 5)).dup(),
                        all.get(NDArrayIndex.interval(5, 12)).dup()),
                estimator);
        whole.ranges().forEach((name, range) -> {
            assertThat(pieces.range(name).min()).isCloseTo(range.min(), within(range.width()));
            assertThat(pieces.range(name).max()).isCloseTo(range.max(), within(range.width()));
        });
    }

    /** Kernels may sum in another order for another batch size. */
    private static Offset<Double> within(double width) {
        return Offset.offset(1e-5 * Math.max(width, 1e-3));
    }

    @Test
    void aQuantizedNetworkSurvivesModelSerializer(@TempDir Path directory) throws Exception {
        QuantizedNetwork quantized = new PostTrainingQuantizer(QuantizationScheme.quint8())
                .quantize(trained(small(ComplexBlockCnn.builder()).build()), List.of(images(8, 7)));
        File file = directory.resolve("quantized.zip").toFile();
        ModelSerializer.writeModel(quantized.network(), file, false);
        ComputationGraph restored = ModelSerializer.restoreComputationGraph(file);
        INDArray images = images(4, 9);
        assertThat(restored.outputSingle(images)).isEqualTo(quantized.network().outputSingle(images));
    }

    @Test
    void quantizingBeforeFoldingIsRefused() {
        ComputationGraph network = trained(small(SimpleBlockCnn.builder()).build());
        Calibration calibration = Calibration.observe(network, List.of(images(4, 1)), new RangeEstimator.Absolute());
        assertThatThrownBy(() -> new PostTrainingQuantizer(QuantizationScheme.quint8()).quantize(network, calibration))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("stem.conv.bn")
                .hasMessageContaining("BatchNormFolding.fold");
    }

    @Test
    void calibratingOnNothingIsRefused() {
        ComputationGraph network = small(SimpleBlockCnn.builder()).build().init();
        assertThatThrownBy(() -> Calibration.observe(network, List.of(), new RangeEstimator.Absolute()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at least one sample");
    }

    private static void assertOnGrid(INDArray values, AffineQuantizer quantizer) {
        assertThat(maxDifference(quantizer.fakeQuantize(values), values)).isZero();
    }

    private static double maxDifference(INDArray a, INDArray b) {
        return a.sub(b).amaxNumber().doubleValue();
    }
}
