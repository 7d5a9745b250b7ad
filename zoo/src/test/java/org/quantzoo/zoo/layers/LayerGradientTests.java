package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.deeplearning4j.gradientcheck.GradientCheckUtil;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.misc.FrozenLayerWithBackprop;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.quantization.GradientConvention;

/** DL4J's own gradient check, in double precision, on every layer inside a ComputationGraph. */
@ExtendWith(DoubleArithmetic.class)
class LayerGradientTests {
    /** Central differences of a smooth function lose about half of a double's digits. */
    private static final double STEP = 1e-6;

    private static final double RELATIVE_ERROR = 1e-5;
    /** Below this, the differences of two losses are rounding noise: 1e-16 / 1e-6, times a margin. */
    private static final double ABSOLUTE_ERROR = 1e-9;

    static Stream<Arguments> convolutions() {
        List<Arguments> cases = new ArrayList<>();
        for (Padding padding : Padding.values()) {
            for (int groups : new int[] {1, 2, 4}) {
                for (int kernel : new int[] {1, 2, 3}) {
                    for (int stride : new int[] {1, 2}) {
                        cases.add(Arguments.of(groups, kernel, stride, 1, padding));
                    }
                }
                cases.add(Arguments.of(groups, 2, 1, 2, padding));
                cases.add(Arguments.of(groups, 3, 2, 2, padding));
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "groups {0}, kernel {1}, stride {2}, dilation {3}, {4}")
    @MethodSource("convolutions")
    void convolutionGradientsAreRight(int groups, int kernel, int stride, int dilation, Padding padding) {
        check(
                TinyNetworks.images(6, 5, 1),
                graph -> {
                    graph.addLayer("below", pointwise(4, Rectifier.NONE), "input");
                    graph.addLayer(
                            "layer",
                            new Convolution.Builder(kernel, kernel)
                                    .nOut(4)
                                    .groups(groups)
                                    .stride(stride, stride)
                                    .dilation(dilation, dilation)
                                    .padding(padding)
                                    .rectifier(Rectifier.RELU)
                                    .build(),
                            "below");
                    return "layer";
                },
                2,
                6,
                5,
                1);
    }

    @ParameterizedTest
    @EnumSource(Rectifier.class)
    void oblongWindowsAndEveryRectifierHaveRightGradients(Rectifier rectifier) {
        check(
                TinyNetworks.images(6, 5, 2),
                graph -> {
                    graph.addLayer("below", pointwise(3, Rectifier.NONE), "input");
                    graph.addLayer(
                            "layer",
                            new Convolution.Builder(3, 2)
                                    .nOut(4)
                                    .stride(2, 1)
                                    .dilation(1, 2)
                                    .rectifier(rectifier)
                                    .build(),
                            "below");
                    return "layer";
                },
                3,
                6,
                5,
                2);
    }

    @ParameterizedTest
    @EnumSource(Rectifier.class)
    void batchNormalisationGradientsAreRightInTrainingMode(Rectifier rectifier) {
        check(
                TinyNetworks.images(4, 3, 2),
                graph -> {
                    graph.addLayer("below", pointwise(3, Rectifier.NONE), "input");
                    graph.addLayer(
                            "layer",
                            new BatchNorm.Builder().rectifier(rectifier).build(),
                            "below");
                    return "layer";
                },
                5,
                4,
                3,
                2);
    }

    @Test
    void batchNormalisationOfVectorsHasRightGradients() {
        check(
                InputType.feedForward(4),
                graph -> {
                    graph.addLayer("below", new Dense.Builder().nOut(5).build(), "input");
                    graph.addLayer("layer", new BatchNorm.Builder().build(), "below");
                    return "layer";
                },
                7,
                4);
    }

    @ParameterizedTest
    @EnumSource(Rectifier.class)
    void denseGradientsAreRight(Rectifier rectifier) {
        check(
                TinyNetworks.images(3, 2, 2),
                graph -> {
                    graph.addLayer("below", pointwise(3, Rectifier.NONE), "input");
                    graph.addLayer(
                            "layer",
                            new Dense.Builder().nOut(4).rectifier(rectifier).build(),
                            "below");
                    return "layer";
                },
                5,
                3,
                2,
                2);
    }

    static Stream<Arguments> poolings() {
        List<Arguments> cases = new ArrayList<>();
        for (PoolingGeometry.Mode mode : PoolingGeometry.Mode.values()) {
            for (Padding padding : Padding.values()) {
                for (int kernel : new int[] {2, 3}) {
                    for (int stride : new int[] {1, 2, 3}) {
                        cases.add(Arguments.of(mode, kernel, stride, padding));
                    }
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, kernel {1}, stride {2}, {3}")
    @MethodSource("poolings")
    void poolingPassesRightGradients(PoolingGeometry.Mode mode, int kernel, int stride, Padding padding) {
        check(
                TinyNetworks.images(6, 5, 2),
                graph -> {
                    graph.addLayer("below", pointwise(3, Rectifier.NONE), "input");
                    graph.addLayer(
                            "layer",
                            new Pooling.Builder(mode)
                                    .kernel(kernel, kernel)
                                    .stride(stride, stride)
                                    .padding(padding)
                                    .build(),
                            "below");
                    return "layer";
                },
                2,
                6,
                5,
                2);
    }

    @ParameterizedTest
    @EnumSource(PoolingGeometry.Mode.class)
    void globalPoolingPassesRightGradients(PoolingGeometry.Mode mode) {
        check(
                TinyNetworks.images(4, 3, 2),
                graph -> {
                    graph.addLayer("below", pointwise(3, Rectifier.NONE), "input");
                    graph.addLayer("layer", new GlobalPooling.Builder(mode).build(), "below");
                    return "layer";
                },
                4,
                4,
                3,
                2);
    }

    @ParameterizedTest
    @EnumSource(Rectifier.class)
    void residualBlockGradientsAreRight(Rectifier rectifier) {
        check(
                TinyNetworks.images(4, 4, 2),
                graph -> {
                    graph.addLayer("below", pointwise(4, Rectifier.RELU), "input");
                    graph.addLayer(
                            "conv",
                            new Convolution.Builder(3, 3).nOut(4).hasBias(false).build(),
                            "below");
                    graph.addLayer("bn", new BatchNorm.Builder().build(), "conv");
                    graph.addVertex("sum1", new ResidualSum(rectifier), "bn", "below");
                    // The first sum feeds two vertices: DL4J adds their gradients in place.
                    graph.addLayer(
                            "conv2", new Convolution.Builder(3, 3).nOut(4).build(), "sum1");
                    graph.addVertex("sum2", new ResidualSum(rectifier), "sum1", "conv2");
                    return "sum2";
                },
                3,
                4,
                4,
                2);
    }

    /** The same value twice, one that others read as well, and a block of zeros: what cell networks make of their cells. */
    @Test
    void concatenationGradientsAreRight() {
        check(
                TinyNetworks.images(4, 3, 2),
                graph -> {
                    graph.addLayer("below", pointwise(3, Rectifier.NONE), "input");
                    graph.addLayer("other", pointwise(2, Rectifier.NONE), "below");
                    graph.addVertex("zeros", new ScaleVertex(0), "other");
                    graph.addVertex("layer", new ChannelConcat(), "below", "other", "zeros", "below");
                    graph.addLayer("above", pointwise(2, Rectifier.NONE), "layer");
                    return "above";
                },
                2,
                4,
                3,
                2);
    }

    @ParameterizedTest
    @EnumSource(Rectifier.class)
    void rectificationOfAValueThatIsReadElsewhereHasRightGradients(Rectifier rectifier) {
        check(
                TinyNetworks.images(4, 3, 2),
                graph -> {
                    graph.addLayer("below", pointwise(3, Rectifier.NONE), "input");
                    graph.addLayer("layer", new Rectification.Builder(rectifier).build(), "below");
                    graph.addVertex("sum", new ResidualSum(Rectifier.NONE), "layer", "below");
                    return "sum";
                },
                3,
                4,
                3,
                2);
    }

    @Test
    void depthwiseSeparableBlockGradientsAreRight() {
        check(
                TinyNetworks.images(5, 5, 3),
                graph -> {
                    graph.addLayer("below", pointwise(3, Rectifier.NONE), "input");
                    graph.addLayer(
                            "depthwise",
                            new Convolution.Builder(3, 3)
                                    .depthwise(2)
                                    .stride(2, 2)
                                    .hasBias(false)
                                    .build(),
                            "below");
                    graph.addLayer(
                            "bn",
                            new BatchNorm.Builder().rectifier(Rectifier.RELU6).build(),
                            "depthwise");
                    graph.addLayer("pointwise", pointwise(4, Rectifier.RELU), "bn");
                    return "pointwise";
                },
                3,
                5,
                5,
                3);
    }

    @Test
    void dropoutBehindARectifierKeepsGradientsRight() {
        ComputationGraph network = TinyNetworks.forGradientCheck(InputType.feedForward(4), graph -> {
            graph.addLayer(
                    "dense",
                    new Dense.Builder().nOut(6).rectifier(Rectifier.RELU).build(),
                    "input");
            // DL4J lets this layer overwrite the dense layer's output.
            graph.addLayer("dropout", new DropoutLayer(0.5), "dense");
            return "dropout";
        });
        TinyNetworks.randomizeParameters(network, 3);
        assertThat(GradientCheckUtil.checkGradients(config(network, 5, 4)
                        .callEachIter(ignored -> Nd4j.getRandom().setSeed(99))))
                .isTrue();
    }

    static Stream<Layer> layersToFreeze() {
        return Stream.of(
                new Convolution.Builder(3, 3).nOut(3).rectifier(Rectifier.RELU).build(),
                new BatchNorm.Builder().rectifier(Rectifier.RELU6).build());
    }

    /** Frozen layers run in inference mode: batch normalisation is then an affine map per channel. */
    @ParameterizedTest
    @MethodSource("layersToFreeze")
    void aFrozenLayerThatPassesGradientsOnPassesTheRightOnes(Layer layer) {
        ComputationGraph network = TinyNetworks.forGradientCheck(TinyNetworks.images(4, 3, 2), graph -> {
            graph.addLayer("below", pointwise(3, Rectifier.NONE), "input");
            graph.addLayer("layer", new FrozenLayerWithBackprop(layer), "below");
            return "layer";
        });
        TinyNetworks.randomizeParameters(network, 3);
        Set<String> unchecked = network.paramTable().keySet().stream()
                .filter(key -> !key.startsWith("below_"))
                .collect(Collectors.toSet());
        assertThat(GradientCheckUtil.checkGradients(config(network, 3, 4, 3, 2).excludeParams(unchecked)))
                .isTrue();
    }

    static Stream<Arguments> quantizedConvolutions() {
        BatchQuantizer fourBits =
                new BatchQuantizer(4, BatchQuantizer.Model.ROUNDING, 0, GradientConvention.CLIP_AWARE, 1);
        return Stream.of(1, 2).flatMap(groups -> Stream.of(Rectifier.RELU, Rectifier.RELU6)
                .flatMap(rectifier ->
                        Stream.of(null, fourBits).map(quantizer -> Arguments.of(groups, rectifier, quantizer))));
    }

    /** Bias and input reach the loss past rounded weights; the weights themselves do where they are not rounded. */
    @ParameterizedTest(name = "groups {0}, {1}, {2}")
    @MethodSource("quantizedConvolutions")
    void aQuantizedConvolutionWithBiasInFrontOfARectifierHasRightGradients(
            int groups, Rectifier rectifier, BatchQuantizer quantizer) {
        ComputationGraph network = TinyNetworks.forGradientCheck(TinyNetworks.images(6, 5, 2), graph -> {
            graph.addLayer("below", pointwise(4, Rectifier.NONE), "input");
            graph.addLayer(
                    "layer",
                    new QuantizedConvolution.Builder(
                                    new Convolution.Builder(3, 3)
                                            .nOut(4)
                                            .groups(groups)
                                            .stride(2, 1)
                                            .build(),
                                    quantizer)
                            .build(),
                    "below");
            graph.addLayer("rectified", new Rectification.Builder(rectifier).build(), "layer");
            return "rectified";
        });
        TinyNetworks.randomizeParameters(network, 3);
        Set<String> unchecked = new HashSet<>(unchecked(network));
        if (quantizer != null) {
            unchecked.add("layer_" + QuantizedConvolution.WEIGHTS);
        }
        assertThat(GradientCheckUtil.checkGradients(config(network, 3, 6, 5, 2).excludeParams(unchecked)))
                .isTrue();
    }

    private static Convolution pointwise(int outputs, Rectifier rectifier) {
        return new Convolution.Builder(1, 1).nOut(outputs).rectifier(rectifier).build();
    }

    private static void check(InputType input, Function<GraphBuilder, String> body, long... inputShape) {
        ComputationGraph network = TinyNetworks.forGradientCheck(input, body);
        TinyNetworks.randomizeParameters(network, 3);
        assertThat(GradientCheckUtil.checkGradients(config(network, inputShape)))
                .isTrue();
    }

    private static GradientCheckUtil.GraphConfig config(ComputationGraph network, long... inputShape) {
        return new GradientCheckUtil.GraphConfig()
                .net(network)
                .inputs(new INDArray[] {TinyNetworks.normal(DataType.DOUBLE, 11, inputShape)})
                .labels(new INDArray[] {TinyNetworks.labels(DataType.DOUBLE, (int) inputShape[0])})
                .epsilon(STEP)
                .maxRelError(RELATIVE_ERROR)
                .minAbsoluteError(ABSOLUTE_ERROR)
                .print(GradientCheckUtil.PrintMode.FAILURES_ONLY)
                .excludeParams(unchecked(network));
    }

    /**
     * Running statistics carry updates in place of gradients; the classifier's weights, which would take most of the time, are
     * checked as those of any dense layer are.
     */
    private static Set<String> unchecked(ComputationGraph network) {
        return network.paramTable().keySet().stream()
                .filter(key -> key.endsWith("_" + BatchNorm.MEAN)
                        || key.endsWith("_" + BatchNorm.VARIANCE)
                        || key.equals("logits_" + Dense.WEIGHTS))
                .collect(Collectors.toSet());
    }
}
