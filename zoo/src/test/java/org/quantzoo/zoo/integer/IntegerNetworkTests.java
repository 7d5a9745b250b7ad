package org.quantzoo.zoo.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.quantzoo.zoo.posttraining.QuantizableGraphs.classifier;
import static org.quantzoo.zoo.posttraining.QuantizableGraphs.withStatistics;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.images.EmbeddedImages;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.datasets.store.DataDirectory;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.ChannelConcat;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.onednn.OneDnnKernels;
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
import org.quantzoo.zoo.posttraining.Calibration;
import org.quantzoo.zoo.posttraining.OutputQuantization;
import org.quantzoo.zoo.posttraining.PostTrainingQuantizer;
import org.quantzoo.zoo.posttraining.QuantizationAwareTraining;
import org.quantzoo.zoo.posttraining.QuantizationScheme;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.posttraining.QuantizedParts;
import org.quantzoo.zoo.pretrained.CheckpointFile;
import org.quantzoo.zoo.quantization.RangeEstimator;

class IntegerNetworkTests {
    private static final InputType IMAGES = InputType.convolutional(18, 13, 3, CNN2DFormat.NHWC);

    private static final Path CHECKPOINT =
            Path.of("../checkpoints/checkpoint-dws-conv-with-bn-quint8/src/main/resources/META-INF/quantzoo/"
                    + "dws-conv-with-bn-quint8.zip");

    /** The simulation is compared where its sums are float32: bfloat16 products are off by more than a level. */
    private static KernelSelector.Override float32;

    @BeforeAll
    static void useFloat32() {
        assumeTrue(IntegerNetwork.unavailable().isEmpty(), () -> IntegerNetwork.unavailable()
                .orElseThrow());
        float32 = KernelSelector.use(new KernelSettings("auto", KernelSettings.Precision.FLOAT32, 1));
    }

    @AfterAll
    static void restoreKernels() {
        if (float32 != null) {
            float32.close();
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
                small(ComplexBlockCnn.builder()).build(),
                small(ComplexBlockCnn.builder())
                        .block(ComplexBlock.INVERTED_RESIDUAL)
                        .expansion(2)
                        .build());
    }

    /** Sides that two strides of 2 leave with even and odd sizes, so that padding is symmetric at some layers only. */
    private static <B extends BlockNetwork.Builder<B>> B small(B builder) {
        return builder.width(0.125).inputShape(3, 18, 13).hiddenUnits(16).seed(5);
    }

    /**
     * A value near the middle between two levels may move by one, and with it values computed from it: 3 steps and 0.042 on average
     * were the most after 12 layers. Were a scale, a zero point or a padding wrong, a layer's values would be off by tens of steps.
     */
    @ParameterizedTest
    @MethodSource("families")
    void everyLayerOfEveryFamilyGivesTheLevelsOfTheSimulationButForFewByOneStep(BlockNetwork description) {
        INDArray images = noise(16);
        QuantizedNetwork quantized = quantized(withStatistics(description.init(), noise(8)), List.of(images), 8);
        try (IntegerNetwork network = IntegerNetwork.compile(quantized, 16, 18, 13, 3)) {
            List<LayerDifference> differences = network.compare(images);

            assertThat(differences).hasSameSizeAs(quantized.activations().keySet());
            assertThat(differences.get(0).layer()).isEqualTo("input");
            assertThat(differences).allSatisfy(layer -> {
                assertThat(layer.meanSteps()).as(layer.toString()).isLessThan(0.1);
                assertThat(layer.maxSteps()).as(layer.toString()).isLessThanOrEqualTo(5);
            });
            assertThat(network.floatLayers()).isSubsetOf("output", "probabilities");
            assertThat(network.output(images)
                            .sub(quantized.network().outputSingle(images))
                            .amaxNumber()
                            .doubleValue())
                    .isLessThan(2.5 * quantized.activations().get("output").scale());
        }
    }

    @Test
    void thePublishedCheckpointClassifiesAtLeastNineHundredNinetyFiveOfAThousandTestImagesAsItsSimulation()
            throws Exception {
        QuantizedNetwork quantized = CheckpointFile.read(CHECKPOINT);
        ImageDataset data = cifar10OrEmbedded();
        int agreeing = 0;
        int images = 0;
        try (IntegerNetwork network = IntegerNetwork.compile(quantized, 250, 32, 32, 3);
                ImageBatches batches = ImageBatches.of(data.test().first(1_000))
                        .standardization(data.standardization())
                        .batchSize(250)
                        .build()) {
            while (batches.hasNext()) {
                INDArray features = batches.next().getFeatures();
                INDArray ours = network.output(features).argMax(1);
                INDArray simulated = quantized.network().outputSingle(features).argMax(1);
                agreeing +=
                        ours.eq(simulated).castTo(DataType.INT32).sumNumber().intValue();
                images += (int) features.size(0);
            }
        }
        assertThat(images).isEqualTo(1_000);
        assertThat(agreeing).isGreaterThanOrEqualTo(995);
    }

    /** CIFAR-10 where a copy is at hand, else the embedded images: a test downloads nothing. */
    private static ImageDataset cifar10OrEmbedded() {
        Path data = DataDirectory.fromSettings().path();
        return Files.isDirectory(data.resolve("cifar-10-batches-bin"))
                        || Files.isRegularFile(data.resolve("cifar-10-binary.tar.gz"))
                ? ImageDatasets.resolve("cifar10")
                : EmbeddedImages.dataset();
    }

    @Test
    void fourBitNetworksAreComputedInIntegersToo() {
        INDArray images = noise(16);
        QuantizedNetwork quantized =
                quantized(withStatistics(small(SimpleBlockCnn.builder()).build().init(), noise(8)), List.of(images), 4);
        try (IntegerNetwork network = IntegerNetwork.compile(quantized, 16, 18, 13, 3)) {
            assertThat(network.compare(images)).allSatisfy(layer -> {
                assertThat(layer.meanSteps()).as(layer.toString()).isLessThan(0.1);
                assertThat(layer.maxSteps()).as(layer.toString()).isLessThanOrEqualTo(5);
            });
        }
    }

    static Stream<Arguments> trainedWithQuantization() {
        // 8 bits: weights with zero points that need a correction, with groups and without.
        return Stream.of(
                        fourBitFamilies(true),
                        fourBitFamilies(false),
                        Stream.of(
                                Arguments.of(small(SimpleBlockCnn.builder()).build(), 8),
                                Arguments.of(
                                        small(SimpleBlockCnn.builder())
                                                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                                                .build(),
                                        8)))
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> fourBitFamilies(boolean batchNorm) {
        return Stream.of(
                        small(SimpleBlockCnn.builder()).batchNorm(batchNorm).build(),
                        small(SimpleBlockCnn.builder())
                                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                                .batchNorm(batchNorm)
                                .build(),
                        small(FactorizeNet.builder())
                                .rate(FactorizationRate.initial(2))
                                .batchNorm(batchNorm)
                                .build(),
                        small(ComplexBlockCnn.builder()).batchNorm(batchNorm).build(),
                        small(ComplexBlockCnn.builder())
                                .block(ComplexBlock.INVERTED_RESIDUAL)
                                .expansion(2)
                                .batchNorm(batchNorm)
                                .build())
                .map(network -> Arguments.of(network, 4));
    }

    /** Batch normalisation that is not folded is part of how sums become levels; bounds are those of the folded families. */
    @ParameterizedTest
    @MethodSource("trainedWithQuantization")
    void networksTrainedWithQuantizationAreComputedInIntegersToo(BlockNetwork description, int bits) {
        INDArray images = noise(16);
        QuantizedNetwork frozen = QuantizationAwareTraining.freeze(new QuantizationAwareTraining(bits, bits, 0.5)
                .prepare(
                        withTurnedChannels(withStatistics(description.init(), noise(8))),
                        List.of(images),
                        RangeEstimator.Percentile.onePercentEachSide()));
        try (IntegerNetwork network = IntegerNetwork.compile(frozen, 16, 18, 13, 3)) {
            List<LayerDifference> differences = network.compare(images);
            assertThat(differences)
                    .extracting(LayerDifference::layer)
                    .containsExactlyInAnyOrderElementsOf(frozen.activations().keySet());
            assertThat(differences).allSatisfy(layer -> {
                assertThat(layer.meanSteps()).as(layer.toString()).isLessThan(0.1);
                assertThat(layer.maxSteps()).as(layer.toString()).isLessThanOrEqualTo(5);
            });
            assertThat(network.floatLayers()).containsExactly("output");
        }
    }

    @Test
    void aBiasInFrontOfBatchNormalisationIsShiftedWithTheSums() {
        ComputationGraph trained = classifier(IMAGES, 10, graph -> {
            graph.addLayer("conv", new Convolution.Builder(3, 3).nOut(8).build(), "input")
                    .addLayer(
                            "norm",
                            new BatchNorm.Builder().rectifier(Rectifier.RELU6).build(),
                            "conv");
            return "norm";
        });
        trained.getLayer("conv").getParam("b").assign(Nd4j.linspace(-2, 2, 8, DataType.FLOAT));
        INDArray images = noise(8);
        QuantizedNetwork frozen = QuantizationAwareTraining.freeze(new QuantizationAwareTraining(8, 8, 0)
                .prepare(withTurnedChannels(trained), List.of(images), new RangeEstimator.Absolute()));
        try (IntegerNetwork network = IntegerNetwork.compile(frozen, 8, 18, 13, 3)) {
            assertThat(network.compare(images)).hasSize(2).allSatisfy(layer -> assertThat(layer.differing())
                    .as(layer.toString())
                    .isLessThan(0.001));
        }
    }

    /** Scales of both signs and of 0, as trained networks have. */
    private static ComputationGraph withTurnedChannels(ComputationGraph network) {
        network.paramTable().forEach((name, values) -> {
            if (name.endsWith("_" + BatchNorm.GAMMA)) {
                values.putScalar(0, -0.7);
                values.putScalar(1, 0);
            }
        });
        return network;
    }

    @Test
    void meansAndDenseLayersThatReadThemAreComputedInFloatAndNamed() {
        ComputationGraph trained = classifier(IMAGES, 10, graph -> {
            graph.addLayer("conv", convolution(8), "input")
                    .addLayer("mean", new GlobalPooling.Builder(PoolingGeometry.Mode.AVERAGE).build(), "conv");
            return "mean";
        });
        INDArray images = noise(8);
        QuantizedNetwork quantized = quantized(trained, List.of(images), 8);
        try (IntegerNetwork network = IntegerNetwork.compile(quantized, 8, 18, 13, 3)) {
            assertThat(network.floatLayers()).containsExactly("logits", "mean", "probabilities");
            assertThat(network.output(images)
                            .sub(quantized.network().outputSingle(images))
                            .amaxNumber()
                            .doubleValue())
                    .isLessThan(1.5 * quantized.activations().get("output").scale());
        }
    }

    @Test
    void anyNumberOfImagesIsComputedAndACompiledBatchAllocatesNothingNative() {
        QuantizedNetwork quantized = quantized(
                withStatistics(small(SimpleBlockCnn.builder()).build().init(), noise(8)), List.of(noise(16)), 8);
        INDArray images = noise(11);
        try (IntegerNetwork network = IntegerNetwork.compile(quantized, 4, 18, 13, 3);
                IntegerNetwork whole = IntegerNetwork.compile(quantized, 11, 18, 13, 3)) {
            INDArray expected = whole.output(images);
            assertThat(network.output(images)).isEqualTo(expected);

            INDArray output = Nd4j.create(DataType.FLOAT, 11, 10);
            long before = OneDnnKernels.nativeAllocations();
            whole.output(images, output);
            assertThat(OneDnnKernels.nativeAllocations()).isEqualTo(before);
            assertThat(output).isEqualTo(expected);
        }
    }

    @Test
    void differencesAreWrittenAsCsvAndJson() {
        List<LayerDifference> differences = List.of(new LayerDifference("stem.conv", 0.0125, 2_000, 0.0005, 0.0005, 1));
        assertThat(LayerDifferences.csv(differences))
                .isEqualTo("layer,step,values,differing,mean_steps,max_steps\n"
                        + "stem.conv,0.012500000,2000,0.000500,0.000500,1.000\n");
        assertThat(LayerDifferences.json(differences)).contains("\"layer\" : \"stem.conv\"", "\"maxSteps\" : 1.0");
    }

    @Test
    void whatIntegersCannotDoIsRefusedInOneSentenceThatNamesTheLayer() {
        ComputationGraph plain = classifier(IMAGES, 10, graph -> {
            graph.addLayer("conv", convolution(4), "input");
            return "conv";
        });
        ComputationGraph joined = classifier(IMAGES, 10, graph -> {
            graph.addLayer("left", convolution(4), "input")
                    .addLayer("right", convolution(4), "input")
                    .addVertex("both", new ChannelConcat(), "left", "right");
            return "both";
        });
        INDArray images = noise(4);
        assertThatThrownBy(() -> compile(quantized(joined, List.of(images), 8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'both'")
                .hasMessageEndingWith("run the simulated network.");
        assertThatThrownBy(() -> compile(quantized(plain, List.of(images), 12)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most 8 bits, found 12 bits");
        ComputationGraph folded = BatchNormFolding.fold(plain);
        QuantizedNetwork part = new PostTrainingQuantizer(QuantizationScheme.quint8())
                .quantize(
                        folded,
                        Calibration.observe(folded, List.of(images), new RangeEstimator.Absolute()),
                        QuantizedParts.activationsOf("conv"));
        assertThatThrownBy(() -> compile(part))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'conv'");
        ComputationGraph apart = classifier(IMAGES, 10, graph -> {
            graph.addLayer("conv", convolution(4), "input").addLayer("norm", new BatchNorm.Builder().build(), "conv");
            return "norm";
        });
        QuantizedNetwork rectifiedBefore = QuantizationAwareTraining.freeze(
                new QuantizationAwareTraining(4, 4, 0).prepare(apart, List.of(images), new RangeEstimator.Absolute()));
        assertThatThrownBy(() -> compile(rectifiedBefore))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("batch normalisation directly behind them")
                .hasMessageContaining("found 'norm'");
        QuantizedNetwork changed = quantized(plain, List.of(images), 8);
        changed.network().getLayer("conv").getParam("W").addi(0.001);
        assertThatThrownBy(() -> compile(changed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'conv'")
                .hasMessageContaining("quantize the network again");
    }

    @Test
    void imagesOfAnotherShapeAndClosedNetworksAreRefused() {
        QuantizedNetwork quantized = quantized(
                classifier(IMAGES, 10, graph -> {
                    graph.addLayer("conv", convolution(4), "input");
                    return "conv";
                }),
                List.of(noise(4)),
                8);
        assertThatThrownBy(() -> IntegerNetwork.compile(quantized, 0, 18, 13, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[0, 18, 13, 3]");
        IntegerNetwork network = compile(quantized);
        assertThatThrownBy(() -> network.output(Nd4j.create(DataType.FLOAT, 4, 3, 18, 13)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[batch, 18, 13, 3], found FLOAT [4, 3, 18, 13]");
        network.close();
        network.close();
        assertThatThrownBy(() -> network.output(noise(4)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    private static IntegerNetwork compile(QuantizedNetwork quantized) {
        return IntegerNetwork.compile(quantized, 4, 18, 13, 3);
    }

    private static Convolution convolution(int outputs) {
        return new Convolution.Builder(3, 3)
                .nOut(outputs)
                .rectifier(Rectifier.RELU)
                .build();
    }

    private static QuantizedNetwork quantized(ComputationGraph network, List<INDArray> calibration, int bits) {
        return new PostTrainingQuantizer(new QuantizationScheme(
                        bits,
                        bits,
                        new RangeEstimator.Absolute(),
                        RangeEstimator.Percentile.onePercentEachSide(),
                        OutputQuantization.PROBABILITIES))
                .quantize(network, new ArrayList<>(calibration));
    }

    private static INDArray noise(int count) {
        return Nd4j.rand(new int[] {count, 18, 13, 3}, Nd4j.getRandomFactory().getNewRandomInstance(3))
                .subi(0.5)
                .muli(3);
    }
}
