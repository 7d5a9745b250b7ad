package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.quantzoo.zoo.initialization.FanConvention;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.onednn.OneDnnKernelProvider;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;
import org.quantzoo.zoo.quantization.Range;

/** Networks of our layers are DL4J networks: configuration, parameters and whole models survive every way of copying them. */
class LayerPersistenceTests {
    private static final INDArray IMAGES = TinyNetworks.normal(DataType.FLOAT, 5, 6, 8, 8, 3);
    private static final INDArray LABELS = TinyNetworks.labels(DataType.FLOAT, 6);

    @TempDir
    Path folder;

    @Test
    void configurationEqualsItselfAfterJson() {
        ComputationGraphConfiguration configuration = everyLayer().getConfiguration();
        ComputationGraphConfiguration restored = ComputationGraphConfiguration.fromJson(configuration.toJson());
        assertThat(restored.getVertices()).isEqualTo(configuration.getVertices());
        assertThat(restored.toJson()).isEqualTo(configuration.toJson());
        assertThat(ComputationGraphConfiguration.fromYaml(configuration.toYaml())
                        .getVertices())
                .isEqualTo(configuration.getVertices());
    }

    @Test
    void jsonKeepsEverySettingOfEveryLayer() {
        ComputationGraph network = new ComputationGraph(ComputationGraphConfiguration.fromJson(
                everyLayer().getConfiguration().toJson()));
        network.init();
        Convolution stem = (Convolution) network.getLayer("stem").conf().getLayer();
        assertThat(stem.getKernelSize()).containsExactly(3, 2);
        assertThat(stem.getStride()).containsExactly(2, 1);
        assertThat(stem.getDilation()).containsExactly(1, 2);
        assertThat(stem.getGroups()).isEqualTo(3);
        assertThat(stem.getPadding()).isEqualTo(Padding.VALID);
        assertThat(stem.isHasBias()).isFalse();
        assertThat(stem.isInputGradient()).isFalse();
        assertThat(stem.getInitializer()).isEqualTo(Initializer.HE_NORM);
        assertThat(stem.getFanConvention()).isEqualTo(FanConvention.PER_FILTER);
        Convolution depthwise =
                (Convolution) network.getLayer("depthwise").conf().getLayer();
        assertThat(depthwise.getDepthMultiplier()).isEqualTo(2);
        assertThat(depthwise.getGroups()).isEqualTo(6);
        assertThat(depthwise.getNOut()).isEqualTo(12);
        BatchNorm batchNorm = (BatchNorm) network.getLayer("bn").conf().getLayer();
        assertThat(batchNorm.getEpsilon()).isEqualTo(0.01);
        assertThat(batchNorm.getMomentum()).isEqualTo(0.9);
        assertThat(batchNorm.getRectifier()).isEqualTo(Rectifier.RELU6);
        FakeQuantize quantize =
                (FakeQuantize) network.getLayer("quantize").conf().getLayer();
        assertThat(quantize.getQuantizer()).isEqualTo(AffineQuantizer.of(new Range(-0.3, 1.7), 5));
        assertThat(quantize.getGradientConvention()).isEqualTo(GradientConvention.IDENTITY);
        Rectification relu = (Rectification) network.getLayer("relu").conf().getLayer();
        assertThat(relu.getRectifier()).isEqualTo(Rectifier.RELU6);
        Pooling pooling = (Pooling) network.getLayer("pool").conf().getLayer();
        assertThat(pooling.geometry())
                .isEqualTo(new PoolingGeometry(
                        PoolingGeometry.Mode.AVERAGE,
                        new ConvolutionGeometry.Extent(2, 3),
                        new ConvolutionGeometry.Extent(1, 2),
                        Padding.SAME));
    }

    @Test
    void aSavedFloatNetworkGivesEqualOutputsAndContinuesTrainingEqually() throws IOException {
        ComputationGraph network = everyLayer();
        DataSet data = new DataSet(IMAGES, LABELS);
        network.fit(data);
        File file = folder.resolve("network.zip").toFile();
        ModelSerializer.writeModel(network, file, true);
        ComputationGraph restored = ModelSerializer.restoreComputationGraph(file, true);
        assertThat(restored.outputSingle(IMAGES)).isEqualTo(network.outputSingle(IMAGES));
        network.fit(data);
        restored.fit(data);
        assertThat(restored.params()).isEqualTo(network.params());
    }

    @Test
    void aNetworkSavedWithOneKernelLoadsWithTheOther() throws IOException {
        assumeTrue(
                new OneDnnKernelProvider().unavailable(DataType.FLOAT).isEmpty(), "oneDNN runs on x86-64 processors");
        File file = folder.resolve("network.zip").toFile();
        INDArray expected;
        try (KernelSelector.Override ignored = KernelSelector.use(new KernelSettings("onednn", Precision.FLOAT32, 2))) {
            ComputationGraph network = everyLayer();
            expected = network.outputSingle(IMAGES);
            ModelSerializer.writeModel(network, file, false);
        }
        try (KernelSelector.Override ignored = KernelSelector.use(new KernelSettings("nd4j", Precision.FLOAT32, 2))) {
            INDArray actual = ModelSerializer.restoreComputationGraph(file).outputSingle(IMAGES);
            // The quantizer's step is 0.06; a value near a rounding boundary may fall on either side.
            assertThat(actual.sub(expected).amaxNumber().doubleValue()).isLessThan(0.05);
        }
    }

    @Test
    void parametersCanBeReadAndSetAsOneVector() {
        ComputationGraph source = everyLayer();
        TinyNetworks.randomizeParameters(source, 9);
        ComputationGraph target = everyLayer();
        target.setParams(source.params());
        assertThat(target.outputSingle(IMAGES)).isEqualTo(source.outputSingle(IMAGES));
        for (String layer : List.of("stem", "bn", "logits")) {
            ComputationGraph other = everyLayer();
            other.getLayer(layer).setParams(source.getLayer(layer).params().dup());
            assertThat(other.getLayer(layer).paramTable())
                    .isEqualTo(source.getLayer(layer).paramTable());
        }
    }

    @Test
    void aClonedNetworkIsEqualAndIndependent() {
        ComputationGraph network = everyLayer();
        ComputationGraph clone = network.clone();
        assertThat(clone.outputSingle(IMAGES)).isEqualTo(network.outputSingle(IMAGES));
        INDArray before = network.outputSingle(IMAGES);
        clone.fit(new DataSet(IMAGES, LABELS));
        ((FakeQuantize) clone.getLayer("quantize").conf().getLayer())
                .setQuantizer(AffineQuantizer.of(new Range(0, 1), 2));
        assertThat(network.outputSingle(IMAGES)).isEqualTo(before);
        assertThat(clone.outputSingle(IMAGES)).isNotEqualTo(before);
    }

    @Test
    void aClonedLayerHasItsOwnParameters() {
        ComputationGraph network = everyLayer();
        Layer layer = network.getLayer("stem");
        Layer clone = ((BaseLayer<?>) layer).clone();
        assertThat(clone.getParam("W")).isEqualTo(layer.getParam("W"));
        clone.getParam("W").assign(0);
        assertThat(layer.getParam("W").amaxNumber().doubleValue()).isPositive();
    }

    @Test
    void clonesWorkInParallel() throws Exception {
        ComputationGraph network = everyLayer();
        INDArray expected = network.outputSingle(IMAGES);
        ExecutorService pool = Executors.newFixedThreadPool(2);
        try {
            List<Future<Boolean>> results = pool.invokeAll(IntStream.range(0, 4)
                    .mapToObj(i -> (Callable<Boolean>) () -> {
                        ComputationGraph clone = network.clone();
                        boolean equal = true;
                        for (int repeat = 0; repeat < 5; repeat++) {
                            equal &= clone.outputSingle(IMAGES).equals(expected);
                        }
                        return equal;
                    })
                    .toList());
            for (Future<Boolean> result : results) {
                assertThat(result.get()).isTrue();
            }
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void aReplacedQuantizerIsUsedAtOnceAndSaved() throws IOException {
        ComputationGraph network = everyLayer();
        INDArray before = network.outputSingle(IMAGES);
        AffineQuantizer replacement = AffineQuantizer.of(new Range(0, 0.5), 3);
        ((FakeQuantize) network.getLayer("quantize").conf().getLayer()).setQuantizer(replacement);
        assertThat(network.outputSingle(IMAGES)).isNotEqualTo(before);
        File file = folder.resolve("network.zip").toFile();
        ModelSerializer.writeModel(network, file, false);
        ComputationGraph restored = ModelSerializer.restoreComputationGraph(file);
        assertThat(((FakeQuantize) restored.getLayer("quantize").conf().getLayer()).getQuantizer())
                .isEqualTo(replacement);
        assertThat(restored.outputSingle(IMAGES)).isEqualTo(network.outputSingle(IMAGES));
    }

    /** A network that holds each layer of the family, each setting away from its default. */
    private static ComputationGraph everyLayer() {
        return TinyNetworks.classifier(
                DataType.FLOAT, new Nesterovs(0.01, 0.9), TinyNetworks.images(8, 8, 3), graph -> {
                    graph.addLayer(
                            "stem",
                            new Convolution.Builder(3, 2)
                                    .nOut(6)
                                    .stride(2, 1)
                                    .dilation(1, 2)
                                    .groups(3)
                                    .padding(Padding.VALID)
                                    .hasBias(false)
                                    .inputGradient(false)
                                    .initializer(Initializer.HE_NORM)
                                    .fanConvention(FanConvention.PER_FILTER)
                                    .build(),
                            "input");
                    graph.addLayer(
                            "bn",
                            new BatchNorm.Builder()
                                    .epsilon(0.01)
                                    .momentum(0.9)
                                    .rectifier(Rectifier.RELU6)
                                    .build(),
                            "stem");
                    graph.addLayer(
                            "quantize",
                            new FakeQuantize.Builder(AffineQuantizer.of(new Range(-0.3, 1.7), 5))
                                    .gradientConvention(GradientConvention.IDENTITY)
                                    .build(),
                            "bn");
                    graph.addLayer(
                            "depthwise",
                            new Convolution.Builder(3, 3).depthwise(2).build(),
                            "quantize");
                    graph.addLayer(
                            "pointwise", new Convolution.Builder(1, 1).nOut(6).build(), "depthwise");
                    graph.addVertex("sum", new ResidualSum(Rectifier.RELU), "pointwise", "quantize");
                    graph.addLayer(
                            "pool",
                            new Pooling.Builder(PoolingGeometry.Mode.AVERAGE)
                                    .kernel(2, 3)
                                    .stride(1, 2)
                                    .padding(Padding.SAME)
                                    .build(),
                            "sum");
                    graph.addLayer("relu", new Rectification.Builder(Rectifier.RELU6).build(), "pool");
                    graph.addVertex("concat", new ChannelConcat(), "relu", "pool");
                    graph.addLayer("gap", new GlobalPooling.Builder(PoolingGeometry.Mode.AVERAGE).build(), "concat");
                    graph.addLayer(
                            "hidden",
                            new Dense.Builder()
                                    .nOut(5)
                                    .hasBias(false)
                                    .rectifier(Rectifier.RELU)
                                    .initializer(Initializer.HE_UNI)
                                    .build(),
                            "gap");
                    return "hidden";
                });
    }
}
