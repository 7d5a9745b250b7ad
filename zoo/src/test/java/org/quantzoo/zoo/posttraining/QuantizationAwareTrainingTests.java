package org.quantzoo.zoo.posttraining;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.FakeQuantize;
import org.quantzoo.zoo.layers.QuantizedConvolution;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.models.BlockNetwork;
import org.quantzoo.zoo.models.ComplexBlock;
import org.quantzoo.zoo.models.ComplexBlockCnn;
import org.quantzoo.zoo.models.HeadPooling;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;
import org.quantzoo.zoo.pretrained.CheckpointFile;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.RangeEstimator;

class QuantizationAwareTrainingTests {
    private static final QuantizationAwareTraining W4A4 = new QuantizationAwareTraining(4, 4, 0.5);
    private static final RangeEstimator RANGES = RangeEstimator.Percentile.onePercentEachSide();
    private static final List<INDArray> SAMPLES = List.of(TrainedNetworks.images(8, 20));

    private static ComputationGraph trained;
    private static ComputationGraph prepared;

    @BeforeAll
    static void prepare() {
        trained = settled(TrainedNetworks.trained(depthwise(true)));
        prepared = trainable(W4A4.prepare(trained, SAMPLES, RANGES));
    }

    /**
     * A network whose running statistics have come up with those of its batches: ranges are observed with the former and training
     * normalises with the latter, and where the two differ much, every value is clipped and no gradient passes.
     */
    private static ComputationGraph settled(ComputationGraph network) {
        INDArray images = SAMPLES.get(0);
        INDArray labels = Nd4j.zeros(8, 10);
        labels.getColumn(0).assign(1);
        for (int step = 0; step < 300; step++) {
            network.fit(new DataSet(images, labels));
        }
        return network;
    }

    private static BlockNetwork depthwise(boolean batchNorm) {
        return SimpleBlockCnn.builder()
                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                .inputShape(3, 16, 16)
                .width(0.125)
                .blocksPerStage(1, 1, 1)
                .headPooling(HeadPooling.MAX)
                .hiddenUnits(8)
                .batchNorm(batchNorm)
                .dropout(0.1)
                .build();
    }

    private static BlockNetwork invertedResidual(boolean batchNorm) {
        return residual(ComplexBlock.INVERTED_RESIDUAL, batchNorm);
    }

    private static BlockNetwork basicResidual(boolean batchNorm) {
        return residual(ComplexBlock.BASIC_RESIDUAL, batchNorm);
    }

    private static BlockNetwork residual(ComplexBlock block, boolean batchNorm) {
        return ComplexBlockCnn.builder()
                .block(block)
                .inputShape(3, 16, 16)
                .width(0.125)
                .blocksPerStage(1, 1, 1)
                .hiddenUnits(8)
                .batchNorm(batchNorm)
                .build();
    }

    private static ComputationGraph trainable(ComputationGraph network) {
        return new TransferLearning.GraphBuilder(network)
                .fineTuneConfiguration(new FineTuneConfiguration.Builder()
                        .updater(new Nesterovs(0.05, 0.9))
                        .build())
                .build();
    }

    @Test
    void everyWeightAndActivationHasAQuantizerOfItsBits() {
        QuantizedNetwork frozen = QuantizationAwareTraining.freeze(prepared);

        assertThat(frozen.weights())
                .containsOnlyKeys(
                        "stem.conv",
                        "block2.depthwise",
                        "block2.pointwise",
                        "block3.depthwise",
                        "block3.pointwise",
                        "block4.depthwise",
                        "block4.pointwise",
                        "dense1",
                        "dense2",
                        "logits");
        assertThat(frozen.weights().values()).extracting(AffineQuantizer::bits).containsOnly(4);
        assertThat(frozen.activations())
                .containsOnlyKeys(
                        "input",
                        "stem.conv.bn",
                        "block2.depthwise.bn",
                        "block2.pointwise.bn",
                        "block3.depthwise.bn",
                        "block3.pointwise.bn",
                        "block4.depthwise.bn",
                        "block4.pointwise.bn",
                        "dense1",
                        "dense2");
        frozen.activations()
                .forEach((name, quantizer) ->
                        assertThat(quantizer.bits()).as(name).isEqualTo(name.equals("input") ? 8 : 4));
    }

    @Test
    void aFrozenNetworkHasAtMost16DistinctWeightsInALayer() {
        QuantizedNetwork frozen = QuantizationAwareTraining.freeze(prepared);

        for (String layer : frozen.weights().keySet()) {
            assertThat(distinct(frozen.network().getLayer(layer).getParam("W")))
                    .as(layer)
                    .hasSizeBetween(2, 16);
        }
    }

    private static Set<Float> distinct(INDArray array) {
        Set<Float> values = new HashSet<>();
        for (float value : array.dup('c').data().asFloat()) {
            values.add(value);
        }
        return values;
    }

    static List<BlockNetwork> networks() {
        return List.of(
                depthwise(true),
                invertedResidual(true),
                depthwise(false),
                invertedResidual(false),
                basicResidual(false));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aFrozenNetworkComputesWhatThePreparedOneDoes(BlockNetwork description) {
        ComputationGraph network = W4A4.prepare(TrainedNetworks.trained(description), SAMPLES, RANGES);
        INDArray images = TrainedNetworks.images(16, 30);

        INDArray ours = network.outputSingle(images);
        INDArray frozen = QuantizationAwareTraining.freeze(network).network().outputSingle(images);

        // The same kernels on the same grid values; only the rectifiers of convolutions and dense layers sit elsewhere.
        assertThat(frozen.equalsWithEps(ours, 1e-6)).isTrue();
        assertThat(ours.equalsWithEps(Nd4j.valueArrayOf(ours.shape(), 0.1f), 1e-3))
                .as("an output that depends on the images")
                .isFalse();
    }

    @Test
    void trainingGoesThroughTheGridsToTheFloatWeightsBehindThem() {
        ComputationGraph network = prepared.clone();
        INDArray labels = Nd4j.eye(10)
                .get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 8))
                .dup();
        DataSet batch = new DataSet(TrainedNetworks.images(8, 40), labels);
        double before = network.score(batch, true);
        INDArray depthwise = network.getLayer("block2.depthwise")
                .getParam(QuantizedConvolution.WEIGHTS)
                .dup();

        for (int step = 0; step < 60; step++) {
            network.fit(batch);
        }

        assertThat(network.score(batch, true)).isLessThan(0.8 * before);
        assertThat(network.getLayer("block2.depthwise")
                        .getParam(QuantizedConvolution.WEIGHTS)
                        .equalsWithEps(depthwise, 1e-4))
                .isFalse();
    }

    @Test
    void rangesAreObservedAnewForTheNetworkAsItIs() {
        ComputationGraph network = prepared.clone();
        AffineQuantizer before = quantizer(network, "stem.conv.bn.quantize");
        network.getLayer("stem.conv.bn").getParam("gamma").muli(3);

        QuantizationAwareTraining.observeRanges(network, SAMPLES, RANGES);

        assertThat(quantizer(network, "stem.conv.bn.quantize").range().max())
                .isGreaterThan(before.range().max());
        assertThat(quantizer(network, "stem.conv.bn.quantize").bits()).isEqualTo(4);
        assertThat(quantizer(network, "input.quantize")).isEqualTo(quantizer(prepared, "input.quantize"));
    }

    private static AffineQuantizer quantizer(ComputationGraph network, String layer) {
        return ((FakeQuantize) network.getLayer(layer).conf().getLayer()).getQuantizer();
    }

    @Test
    void theTrainedNetworkIsLeftAsItWas() {
        INDArray before = trained.params().dup();

        W4A4.prepare(trained, SAMPLES, RANGES);

        assertThat(trained.params()).isEqualTo(before);
    }

    @Test
    void withoutBatchNormalisationConvolutionsAreQuantizedBehindTheirRectifiers() {
        ComputationGraph network = W4A4.prepare(TrainedNetworks.trained(depthwise(false)), SAMPLES, RANGES);
        QuantizedNetwork frozen = QuantizationAwareTraining.freeze(network);
        INDArray images = TrainedNetworks.images(8, 30);

        assertThat(frozen.weights().keySet())
                .isEqualTo(QuantizationAwareTraining.freeze(prepared).weights().keySet());
        assertThat(frozen.activations())
                .containsOnlyKeys(
                        "input",
                        "stem.conv",
                        "block2.depthwise",
                        "block2.pointwise",
                        "block3.depthwise",
                        "block3.pointwise",
                        "block4.depthwise",
                        "block4.pointwise",
                        "dense1",
                        "dense2");
        Map<String, INDArray> values = network.feedForward(images, false);
        assertThat(values.get("block3.pointwise").minNumber().doubleValue()).isNegative();
        assertThat(values.get("block3.pointwise.rectified").minNumber().doubleValue())
                .isZero();
        assertThat(distinct(values.get("block3.pointwise.quantize"))).hasSizeBetween(2, 16);
        assertThat(frozen.activations().get("block3.pointwise").range().min()).isZero();
        assertThat(frozen.network().getLayer("block3.pointwise").conf().getLayer())
                .isInstanceOfSatisfying(Convolution.class, layer -> {
                    assertThat(layer.isHasBias()).isTrue();
                    assertThat(layer.getRectifier()).isEqualTo(Rectifier.RELU);
                });
    }

    @Test
    void whatLinearConvolutionsGiveAResidualSumIsQuantizedInFrontOfIt() {
        QuantizedNetwork frozen = QuantizationAwareTraining.freeze(
                W4A4.prepare(TrainedNetworks.trained(basicResidual(false)), SAMPLES, RANGES));

        assertThat(frozen.activations())
                .containsKeys("block3.conv1", "block3.conv2", "block3.shortcut", "block3.sum")
                .hasSize(1 + 1 + 3 * 3 + 2 + 2); // input, stem, conv1, conv2 and sum of 3 blocks, 2 shortcuts, dense
        assertThat(frozen.activations().get("block3.conv2").range().min()).isNegative();
    }

    @Test
    void biasesBehindQuantizedConvolutionsAreTrainedAndStayFloat() {
        ComputationGraph network =
                trainable(W4A4.prepare(settled(TrainedNetworks.trained(depthwise(false))), SAMPLES, RANGES));
        INDArray labels = Nd4j.eye(10)
                .get(org.nd4j.linalg.indexing.NDArrayIndex.interval(0, 8))
                .dup();
        DataSet batch = new DataSet(TrainedNetworks.images(8, 40), labels);
        double before = network.score(batch, true);
        INDArray bias = network.getLayer("block2.pointwise").getParam("b").dup();

        for (int step = 0; step < 60; step++) {
            network.fit(batch);
        }

        INDArray trainedBias = network.getLayer("block2.pointwise").getParam("b");
        assertThat(network.score(batch, true)).isLessThan(0.8 * before);
        assertThat(trainedBias.equalsWithEps(bias, 1e-4)).isFalse();
        assertThat(QuantizationAwareTraining.freeze(network)
                        .network()
                        .getLayer("block2.pointwise")
                        .getParam("b"))
                .isEqualTo(trainedBias);
    }

    @ParameterizedTest
    @MethodSource("networks")
    void aFrozenNetworkComesBackFromItsFileWithItsAnswers(BlockNetwork description, @TempDir Path folder)
            throws IOException {
        QuantizedNetwork frozen =
                QuantizationAwareTraining.freeze(W4A4.prepare(TrainedNetworks.trained(description), SAMPLES, RANGES));
        Path file = folder.resolve("frozen.zip");
        INDArray images = TrainedNetworks.images(8, 30);

        CheckpointFile.write(frozen, file);
        QuantizedNetwork read = CheckpointFile.read(file);

        assertThat(read.weights()).isEqualTo(frozen.weights());
        assertThat(read.activations()).isEqualTo(frozen.activations());
        assertThat(read.network().outputSingle(images))
                .isEqualTo(frozen.network().outputSingle(images));
    }

    @Test
    void badSettingsAreRefused() {
        assertThatThrownBy(() -> new QuantizationAwareTraining(1, 4, 0)).hasMessageContaining("2 to 16 bits, found 1");
        assertThatThrownBy(() -> new QuantizationAwareTraining(4, 4, 50)).hasMessageContaining("found 50");
    }
}
