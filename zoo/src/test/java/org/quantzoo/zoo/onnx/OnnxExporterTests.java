package org.quantzoo.zoo.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.quantzoo.zoo.posttraining.QuantizableGraphs.classifier;
import static org.quantzoo.zoo.posttraining.QuantizableGraphs.withStatistics;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import onnx.Onnx;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.quantzoo.datasets.images.EmbeddedImages;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.FakeQuantize;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.Pooling;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.models.BlockNetwork;
import org.quantzoo.zoo.models.ComplexBlock;
import org.quantzoo.zoo.models.ComplexBlockCnn;
import org.quantzoo.zoo.models.Downsampling;
import org.quantzoo.zoo.models.FactorizationRate;
import org.quantzoo.zoo.models.FactorizeNet;
import org.quantzoo.zoo.models.HeadPooling;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;
import org.quantzoo.zoo.posttraining.BatchNormFolding;
import org.quantzoo.zoo.posttraining.OutputQuantization;
import org.quantzoo.zoo.posttraining.PostTrainingQuantizer;
import org.quantzoo.zoo.posttraining.QuantizationAwareTraining;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.Range;
import org.quantzoo.zoo.quantization.RangeEstimator;

class OnnxExporterTests {
    /** Float32 arithmetic in another order: logits of order 1 after up to 26 layers. */
    private static final double FLOAT_TOLERANCE = 1e-4;

    private static KernelSelector.Override float32;
    private static ImageDataset data;
    private static ComputationGraph trained;

    @BeforeAll
    static void trainANetworkThatTellsEmbeddedImagesApart() {
        float32 = KernelSelector.use(new KernelSettings("auto", KernelSettings.Precision.FLOAT32, 1));
        data = EmbeddedImages.dataset(1_600, 1_000, EmbeddedImages.SEED);
        trained = SimpleBlockCnn.builder()
                .width(0.125)
                .hiddenUnits(32)
                .dropout(0)
                .updater(new Adam(2e-3))
                .seed(5)
                .build()
                .init();
        try (ImageBatches batches = ImageBatches.of(data.train())
                .standardization(data.standardization())
                .batchSize(64)
                .shuffle(true)
                .build()) {
            trained.fit(batches, 4);
        }
    }

    @AfterAll
    static void restoreKernels() {
        float32.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNetworkTrainedWithFourBitsKeepsItsBatchNormalisationAndItsAnswers(boolean batchNorm) throws Exception {
        List<INDArray> samples = batches(data.train().first(128));
        // A folded network is one whose convolutions have biases and rectifiers of their own.
        ComputationGraph network = batchNorm ? trained : BatchNormFolding.fold(trained);
        QuantizedNetwork frozen = QuantizationAwareTraining.freeze(new QuantizationAwareTraining(4, 4, 0.5)
                .prepare(network, samples, RangeEstimator.Percentile.onePercentEachSide()));
        INDArray images = Nd4j.concat(0, batches(data.test().first(500)).toArray(INDArray[]::new));

        try (OnnxRuntime runtime =
                new OnnxRuntime(OnnxExporter.forImages(3, 32, 32).export(frozen))) {
            INDArray theirs = runtime.run("logits", images);
            INDArray ours = frozen.network().feedForward(images, false).get("logits");

            // A value between two of sixteen levels may fall to the other one where sums are in another order.
            double mean = ours.sub(theirs).norm1Number().doubleValue() / ours.length();
            assertThat(mean).isLessThan(0.02 * ours.stdNumber().doubleValue());
        }
    }

    static Stream<BlockNetwork> families() {
        return Stream.of(
                small(SimpleBlockCnn.builder()).build(),
                small(SimpleBlockCnn.builder()).batchNorm(false).build(),
                small(SimpleBlockCnn.builder())
                        .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                        .downsampling(Downsampling.MAX_POOLING)
                        .build(),
                small(FactorizeNet.builder())
                        .rate(FactorizationRate.initial(2))
                        .headPooling(HeadPooling.MAX)
                        .build(),
                small(ComplexBlockCnn.builder())
                        .headPooling(HeadPooling.AVERAGE)
                        .build(),
                small(ComplexBlockCnn.builder())
                        .block(ComplexBlock.INVERTED_RESIDUAL)
                        .expansion(2)
                        .build());
    }

    /** Sides that two strides of 2 leave with even and odd sizes, so that padding is symmetric at some layers only. */
    private static <B extends BlockNetwork.Builder<B>> B small(B builder) {
        return builder.width(0.125)
                .inputShape(3, 18, 13)
                .hiddenUnits(16)
                .dropout(0.5)
                .seed(5);
    }

    @ParameterizedTest
    @MethodSource("families")
    void theFloatModelOfEveryFamilyHasOurLogitsAndProbabilities(BlockNetwork description) throws Exception {
        ComputationGraph network = withStatistics(description.init(), noise(8, 18, 13));
        INDArray images = noise(8, 18, 13);
        try (OnnxRuntime model =
                new OnnxRuntime(OnnxExporter.forImages(3, 18, 13).export(network))) {
            assertThat(maxDifference(model.run("logits", images), logits(network, images)))
                    .isLessThan(FLOAT_TOLERANCE);
            assertThat(maxDifference(model.run("output", images), network.outputSingle(images)))
                    .isLessThan(FLOAT_TOLERANCE);
        }
    }

    @ParameterizedTest
    @MethodSource("families")
    void theQuantizedModelOfEveryFamilyIsCloseToOurSimulation(BlockNetwork description) throws Exception {
        INDArray images = noise(16, 18, 13);
        QuantizedNetwork quantized = quantized(
                withStatistics(description.init(), noise(8, 18, 13)), List.of(images), 8, OutputQuantization.LOGITS);
        double step = quantized.activations().get("logits").scale();
        try (OnnxRuntime model =
                new OnnxRuntime(OnnxExporter.forImages(3, 18, 13).export(quantized))) {
            INDArray ours = quantized.network().feedForward(images, false).get("logits.quantize");
            // Levels at a tie may differ by one at every layer; in the logits that is a small number of steps.
            assertThat(maxDifference(model.run("logits.quantize", images), ours))
                    .isLessThan(8 * step);
        }
    }

    @Test
    void floatLogitsOfOneThousandImagesDifferByLessThanOneTenThousandth() throws Exception {
        try (OnnxRuntime model =
                new OnnxRuntime(OnnxExporter.forImages(3, 32, 32).export(trained))) {
            for (INDArray images : batches(data.test())) {
                assertThat(maxDifference(model.run("logits", images), logits(trained, images)))
                        .isLessThan(FLOAT_TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(OutputQuantization.class)
    void theQuint8ModelClassifiesAtLeastNineHundredNinetyFiveOfOneThousandImagesAsWeDo(OutputQuantization output)
            throws Exception {
        QuantizedNetwork quantized = quantized(trained, batches(data.train().first(512)), 8, output);
        int agreeing = 0;
        try (OnnxRuntime model =
                new OnnxRuntime(OnnxExporter.forImages(3, 32, 32).export(quantized))) {
            for (INDArray images : batches(data.test())) {
                agreeing += equalRows(
                        model.run("output", images), quantized.network().outputSingle(images));
            }
        }
        assertThat(agreeing).isGreaterThanOrEqualTo(995);
    }

    @Test
    void fourBitLevelsAreClippedToTheirRange() throws Exception {
        ComputationGraph network = classifier(InputType.convolutional(6, 6, 2, CNN2DFormat.NHWC), 3, graph -> {
            graph.addLayer(
                    "narrow", new FakeQuantize.Builder(AffineQuantizer.of(new Range(-1, 2), 4)).build(), "input");
            return "narrow";
        });
        INDArray images = Nd4j.rand(
                        new int[] {5, 6, 6, 2}, Nd4j.getRandomFactory().getNewRandomInstance(8))
                .subi(0.5)
                .muli(12);
        try (OnnxRuntime model = new OnnxRuntime(OnnxExporter.forImages(2, 6, 6).export(network))) {
            assertThat(maxDifference(model.run("logits", images), logits(network, images)))
                    .isLessThan(FLOAT_TOLERANCE);
        }
    }

    @Test
    void theModelOfAFourBitNetworkIsMostlyOneStepFromOurSimulation() throws Exception {
        QuantizedNetwork quantized = quantized(trained, batches(data.train().first(256)), 4, OutputQuantization.LOGITS);
        INDArray images = batches(data.test()).get(0);
        try (OnnxRuntime model =
                new OnnxRuntime(OnnxExporter.forImages(3, 32, 32).export(quantized))) {
            INDArray steps = model.run("logits.quantize", images)
                    .sub(quantized.network().feedForward(images, false).get("logits.quantize"))
                    .div(quantized.activations().get("logits").scale());
            // A value at a tie moves by a whole step, and with it a few of the values computed from it.
            assertThat(steps.ameanNumber().doubleValue()).isLessThan(0.15);
            assertThat(steps.amaxNumber().doubleValue()).isLessThan(2.5);
        }
    }

    @Test
    void layersThatNoFamilyUsesHaveTheirOwnOperators() throws Exception {
        ComputationGraph network = classifier(InputType.convolutional(9, 7, 4, CNN2DFormat.NHWC), 3, graph -> {
            graph.addLayer(
                    "even",
                    new Convolution.Builder(2, 4)
                            .nOut(6)
                            .stride(1, 2)
                            .groups(2)
                            .rectifier(Rectifier.RELU6)
                            .build(),
                    "input");
            graph.addLayer(
                    "dilated",
                    new Convolution.Builder(3, 3).nOut(5).dilation(2, 1).build(),
                    "even");
            graph.addLayer(
                    "average",
                    new Pooling.Builder(PoolingGeometry.Mode.AVERAGE)
                            .kernel(3, 2)
                            .stride(2, 1)
                            .padding(Padding.SAME)
                            .build(),
                    "dilated");
            graph.addLayer("relu", new ActivationLayer(Activation.RELU), "average");
            graph.addLayer("pooled", new GlobalPooling.Builder(PoolingGeometry.Mode.AVERAGE).build(), "relu");
            return "pooled";
        });
        INDArray images = Nd4j.rand(
                        new int[] {5, 9, 7, 4}, Nd4j.getRandomFactory().getNewRandomInstance(8))
                .subi(0.5)
                .muli(30);
        try (OnnxRuntime model = new OnnxRuntime(OnnxExporter.forImages(4, 9, 7).export(network))) {
            assertThat(maxDifference(model.run("logits", images), logits(network, images)))
                    .isLessThan(FLOAT_TOLERANCE);
        }
    }

    @Test
    void aQuantizerOfTheDegenerateRangeGivesZeros() throws Exception {
        ComputationGraph network = classifier(InputType.convolutional(2, 2, 1, CNN2DFormat.NHWC), 3, graph -> {
            graph.addLayer(
                    "nothing", new FakeQuantize.Builder(AffineQuantizer.of(new Range(0, 0), 8)).build(), "input");
            return "nothing";
        });
        INDArray images = Nd4j.rand(3, 2, 2, 1).addi(7);
        try (OnnxRuntime model = new OnnxRuntime(OnnxExporter.forImages(1, 2, 2).export(network))) {
            assertThat(model.run("logits", images)).isEqualTo(logits(network, images));
        }
    }

    @Test
    void theModelStatesItsOpsetAndMovesNoAxis() throws Exception {
        Onnx.ModelProto model =
                Onnx.ModelProto.parseFrom(OnnxExporter.forImages(3, 32, 32).export(trained));
        assertThat(model.getOpsetImportList()).singleElement().satisfies(opset -> {
            assertThat(opset.getDomain()).isEmpty();
            assertThat(opset.getVersion()).isEqualTo(17);
        });
        assertThat(model.getIrVersion()).isEqualTo(8);
        assertThat(model.getGraph().getNodeList())
                .extracting(Onnx.NodeProto::getOpType)
                .contains("Conv", "Gemm", "Relu", "Softmax")
                .doesNotContain("Transpose", "BatchNormalization");
    }

    @Test
    void aModelCanTakeImagesAsTheNetworkDoes() throws Exception {
        INDArray images = batches(data.test()).get(0);
        byte[] model =
                OnnxExporter.forImages(3, 32, 32).inputFormat(CNN2DFormat.NHWC).export(trained);
        try (OnnxRuntime runtime = new OnnxRuntime(model)) {
            assertThat(maxDifference(runtime.runAsIs("logits", images), logits(trained, images)))
                    .isLessThan(FLOAT_TOLERANCE);
        }
    }

    @Test
    void exportingTwiceGivesTheSameBytes() {
        OnnxExporter exporter = OnnxExporter.forImages(3, 32, 32);
        assertThat(exporter.export(trained)).isEqualTo(exporter.export(trained));
    }

    @Test
    void aFileIsWrittenWhole(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("model.onnx");
        OnnxExporter exporter = OnnxExporter.forImages(3, 32, 32);
        exporter.write(trained, file);
        assertThat(Files.readAllBytes(file)).isEqualTo(exporter.export(trained));
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void whatOnnxCannotSayIsRefusedInOneSentence() {
        ComputationGraph tanh = classifier(InputType.convolutional(2, 2, 1, CNN2DFormat.NHWC), 3, graph -> {
            graph.addLayer("curve", new ActivationLayer(Activation.TANH), "input");
            return "curve";
        });
        assertThatThrownBy(() -> OnnxExporter.forImages(1, 2, 2).export(tanh))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'curve'");
        QuantizedNetwork wide = quantized(trained, batches(data.train().first(64)), 12, OutputQuantization.LOGITS);
        assertThatThrownBy(() -> OnnxExporter.forImages(3, 32, 32).export(wide))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 8 bits, found 12 bits");
        assertThatThrownBy(() -> OnnxExporter.forImages(3, 28, 28).export(trained))
                .hasMessageContaining("dense1")
                .hasMessageContaining("nIn = 2048");
    }

    private static QuantizedNetwork quantized(
            ComputationGraph network, List<INDArray> calibration, int bits, OutputQuantization output) {
        return new PostTrainingQuantizer(new QuantizationScheme(
                        bits,
                        bits,
                        new RangeEstimator.Absolute(),
                        RangeEstimator.Percentile.onePercentEachSide(),
                        output))
                .quantize(network, calibration);
    }

    private static List<INDArray> batches(LabeledImages images) {
        List<INDArray> features = new ArrayList<>();
        try (ImageBatches batches = ImageBatches.of(images)
                .standardization(data.standardization())
                .batchSize(250)
                .build()) {
            while (batches.hasNext()) {
                features.add(batches.next().getFeatures());
            }
        }
        return features;
    }

    private static INDArray noise(int count, int height, int width) {
        return Nd4j.rand(
                        new int[] {count, height, width, 3},
                        Nd4j.getRandomFactory().getNewRandomInstance(3))
                .subi(0.5)
                .muli(3);
    }

    private static INDArray logits(ComputationGraph network, INDArray images) {
        return network.feedForward(images, false).get("logits");
    }

    private static int equalRows(INDArray a, INDArray b) {
        return a.argMax(1).eq(b.argMax(1)).castTo(DataType.INT32).sumNumber().intValue();
    }

    private static double maxDifference(INDArray a, INDArray b) {
        return a.sub(b).amaxNumber().doubleValue();
    }
}
