package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.ConvolutionMode;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.L2NormalizeVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.DepthwiseConvolution2D;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.LocalResponseNormalization;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.PReLULayer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.ChannelConcat;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.Pooling;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.ResidualSum;
import org.quantzoo.zoo.models.ComplexBlock;
import org.quantzoo.zoo.models.ComplexBlockCnn;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;

/** Predicted starting weights for the networks that users have. */
class ParameterPredictorTests {

    private static final int CLASSES = 10;
    private static final int SIZE = 8;

    private static final ParameterPredictor PREDICTOR =
            new ParameterPredictor(GhnWeights.formula(GhnConfiguration.CIFAR10, DataType.DOUBLE));

    private static ComputationGraph network(CNN2DFormat format, Consumer<GraphBuilder> body) {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(1)
                .updater(new NoOp())
                .dataType(DataType.DOUBLE)
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(SIZE, SIZE, 3, format));
        body.accept(graph);
        graph.setOutputs("out");
        ComputationGraph network = new ComputationGraph(graph.build());
        network.init();
        return network;
    }

    private static LossLayer loss() {
        return new LossLayer.Builder(LossFunction.MCXENT)
                .activation(Activation.SOFTMAX)
                .build();
    }

    /** Convolutions of both kinds, normalisation, pooling, sum, concatenation and a flattened map. */
    private static ComputationGraph ours() {
        return network(CNN2DFormat.NHWC, graph -> graph.addLayer(
                        "conv", new Convolution.Builder(3, 3).nOut(6).build(), "in")
                .addLayer(
                        "bn", new BatchNorm.Builder().rectifier(Rectifier.RELU).build(), "conv")
                .addLayer("dw", new Convolution.Builder(3, 3).depthwise(1).build(), "bn")
                .addVertex("sum", new ResidualSum(Rectifier.NONE), "dw", "bn")
                .addVertex("both", new ChannelConcat(), "sum", "bn")
                .addLayer("pool", new Pooling.Builder(PoolingGeometry.Mode.MAX).build(), "both")
                .addLayer(
                        "hidden",
                        new Dense.Builder().nOut(7).rectifier(Rectifier.RELU).build(),
                        "pool")
                .addLayer("top", new Dense.Builder().nOut(CLASSES).build(), "hidden")
                .addLayer("out", loss(), "top"));
    }

    /** The same network of DL4J's own layers; its batch normalisation applies no activation function. */
    private static ComputationGraph stock(CNN2DFormat format) {
        return network(format, graph -> graph.addLayer(
                        "conv",
                        new ConvolutionLayer.Builder(3, 3)
                                .nOut(6)
                                .convolutionMode(ConvolutionMode.Same)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "in")
                .addLayer(
                        "bn",
                        new BatchNormalization.Builder()
                                .eps(1e-3)
                                .useLogStd(false)
                                .build(),
                        "conv")
                .addLayer("relu", new ActivationLayer(Activation.RELU), "bn")
                .addLayer(
                        "dw",
                        new DepthwiseConvolution2D.Builder(3, 3)
                                .depthMultiplier(1)
                                .nOut(6)
                                .convolutionMode(ConvolutionMode.Same)
                                .activation(Activation.IDENTITY)
                                .build(),
                        "relu")
                .addVertex("sum", new ElementWiseVertex(ElementWiseVertex.Op.Add), "dw", "relu")
                .addVertex("both", new MergeVertex(), "sum", "relu")
                .addLayer(
                        "pool",
                        new SubsamplingLayer.Builder(
                                        SubsamplingLayer.PoolingType.MAX, new int[] {2, 2}, new int[] {2, 2})
                                .build(),
                        "both")
                .addLayer(
                        "hidden",
                        new DenseLayer.Builder()
                                .nOut(7)
                                .activation(Activation.RELU)
                                .build(),
                        "pool")
                .addLayer(
                        "out",
                        new OutputLayer.Builder(LossFunction.MCXENT)
                                .nOut(CLASSES)
                                .activation(Activation.SOFTMAX)
                                .build(),
                        "hidden"));
    }

    private static INDArray images() {
        return Nd4j.linspace(DataType.DOUBLE, -1, 0.013, 2 * SIZE * SIZE * 3)
                .reshape(2, 3, SIZE, SIZE)
                .mul(7)
                .fmod(1);
    }

    /** One predicted function, whatever layers compute it and however they lay out images and parameters. */
    @ParameterizedTest
    @EnumSource(CNN2DFormat.class)
    void aNetworkOfDl4jsOwnLayersComputesWhatOneOfOursDoes(CNN2DFormat format) {
        ComputationGraph ours = ours();
        ComputationGraph stock = stock(format);

        PREDICTOR.initialize(ours);
        PREDICTOR.initialize(stock);

        INDArray nchw = images();
        INDArray nhwc = nchw.permute(0, 2, 3, 1).dup('c');
        INDArray expected = ours.outputSingle(nhwc);
        INDArray found = stock.outputSingle(format == CNN2DFormat.NHWC ? nhwc : nchw);
        assertThat(found.sub(expected).amaxNumber().doubleValue()).isLessThan(1e-12);
        assertThat(expected.getRow(0)).isNotEqualTo(expected.getRow(1));
    }

    static Stream<Arguments> zooNetworks() {
        return Stream.of(
                Arguments.of(
                        "regular blocks, batch normalisation",
                        SimpleBlockCnn.builder()
                                .block(SimpleBlock.REGULAR)
                                .width(0.125)
                                .build()
                                .init()),
                Arguments.of(
                        "depthwise separable blocks, none",
                        SimpleBlockCnn.builder()
                                .block(SimpleBlock.DEPTHWISE_SEPARABLE)
                                .batchNorm(false)
                                .width(0.125)
                                .build()
                                .init()),
                Arguments.of(
                        "inverted residual blocks",
                        ComplexBlockCnn.builder()
                                .block(ComplexBlock.INVERTED_RESIDUAL)
                                .width(0.125)
                                .build()
                                .init()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("zooNetworks")
    void everyTrainableParameterOfAZooNetworkIsPredicted(String name, ComputationGraph network) {
        network.params().assign(Double.NaN);

        PREDICTOR.initialize(network);

        assertThat(network.params().isNaN().castTo(DataType.INT).sumNumber().intValue())
                .isZero();
        TargetNetwork target = TargetNetwork.of(network);
        Map<String, INDArray> predicted = PREDICTOR.predict(target.graph());
        target.parameters().forEach((tensor, value) -> assertThat(value)
                .as(tensor)
                .isEqualTo(predicted.get(tensor).castTo(DataType.FLOAT)));
        INDArray sums =
                network.outputSingle(Nd4j.ones(DataType.FLOAT, 2, 32, 32, 3)).sum(1);
        assertThat(sums.toDoubleVector()).containsExactly(new double[] {1, 1}, within(1e-5));
    }

    private static String convolution(
            GraphBuilder graph, String name, int channels, int kernel, int stride, Rectifier rectifier, String input) {
        Convolution convolution = new Convolution.Builder(kernel, kernel)
                .nOut(channels)
                .stride(stride, stride)
                .hasBias(false)
                .build();
        graph.addLayer(name, convolution, input);
        graph.addLayer(
                name + ".bn", new BatchNorm.Builder().rectifier(rectifier).build(), name);
        return name + ".bn";
    }

    /** As a user would write it, names and all. */
    private static void resNet18(GraphBuilder graph) {
        String top = convolution(graph, "stem", 64, 3, 1, Rectifier.RELU, "in");
        for (int stage = 0; stage < 4; stage++) {
            for (int block = 0; block < 2; block++) {
                String name = "s" + stage + "b" + block;
                int channels = 64 << stage;
                int stride = stage > 0 && block == 0 ? 2 : 1;
                String first = convolution(graph, name + "c1", channels, 3, stride, Rectifier.RELU, top);
                String second = convolution(graph, name + "c2", channels, 3, 1, Rectifier.NONE, first);
                String shortcut = stride == 1
                        ? top
                        : convolution(graph, name + "short", channels, 1, stride, Rectifier.NONE, top);
                graph.addVertex(name, new ResidualSum(Rectifier.RELU), second, shortcut);
                top = name;
            }
        }
        graph.addLayer("pool", new GlobalPooling.Builder(PoolingGeometry.Mode.AVERAGE).build(), top)
                .addLayer("top", new Dense.Builder().nOut(CLASSES).build(), "pool")
                .addLayer("out", loss(), "top");
    }

    /** Published values of ResNet-18 for small images, and of the norm of its parameters under formula weights. */
    @Test
    void aHandWrittenResNet18HasThePublishedGraphAndParameters() {
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .updater(new NoOp())
                .graphBuilder()
                .addInputs("in")
                .setInputTypes(InputType.convolutional(32, 32, 3, CNN2DFormat.NHWC));
        resNet18(graph);
        ComputationGraph network = new ComputationGraph(graph.setOutputs("out").build());
        network.init();

        NetworkGraph read = TargetNetwork.of(network).graph();

        assertThat(read.size()).isEqualTo(52);
        assertThat(read.edgeCount()).isEqualTo(59);
        assertThat(read.tensors()).hasSize(62);
        assertThat(read.parameterCount()).isEqualTo(11_173_962);
        double squares = 0;
        for (INDArray tensor : PREDICTOR.predict(read).values()) {
            squares += Math.pow(tensor.norm2Number().doubleValue(), 2);
        }
        assertThat(Math.sqrt(squares) / 70.253421438).isCloseTo(1, within(1e-9));
    }

    @Test
    void statisticsOfEarlierTrainingAreForgotten() {
        ComputationGraph network = ours();
        network.getLayer("bn").getParam(BatchNorm.MEAN).assign(5);
        network.getLayer("bn").getParam(BatchNorm.VARIANCE).assign(9);

        PREDICTOR.initialize(network);

        assertThat(network.getLayer("bn").getParam(BatchNorm.MEAN).amaxNumber().doubleValue())
                .isZero();
        assertThat(network.getLayer("bn").getParam(BatchNorm.VARIANCE)).isEqualTo(Nd4j.ones(DataType.DOUBLE, 1, 6));
    }

    @Test
    void layersThatAreNoPartOfThePathToTheClassifierHaveNoNode() {
        NetworkGraph graph = TargetNetwork.of(ours()).graph();

        assertThat(graph.nodes().stream().map(node -> node.layer() + " " + node.operation()))
                .containsExactly(
                        "in INPUT",
                        "conv CONVOLUTION",
                        "conv BIAS",
                        "bn BATCH_NORM",
                        "dw GROUPED_CONVOLUTION",
                        "dw BIAS",
                        "sum SUM",
                        "both CONCAT",
                        "pool MAX_POOL",
                        "hidden CONVOLUTION",
                        "hidden BIAS",
                        "top CONVOLUTION",
                        "top BIAS");
    }

    private static Function<GraphBuilder, String> layer(Layer layer) {
        return graph -> {
            graph.addLayer("special", layer, "conv");
            return "special";
        };
    }

    static Stream<Arguments> unsupported() {
        return Stream.of(
                Arguments.of(
                        layer(new LocalResponseNormalization.Builder().build()),
                        "Layer \"special\" is of type LocalResponseNormalization, for which no parameters can be predicted."
                                + " Supported are"),
                Arguments.of(
                        layer(new PReLULayer.Builder().inputShape(SIZE, SIZE, 6).build()),
                        "Layer \"special\" is of type PReLULayer"),
                Arguments.of(
                        layer(new BatchNormalization.Builder()
                                .lockGammaBeta(true)
                                .build()),
                        "Layer \"special\" is a BatchNormalization with locked gamma and beta"),
                Arguments.of(
                        layer(new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.SUM).build()),
                        "Layer \"special\" is a SubsamplingLayer of type SUM"),
                Arguments.of(
                        layer(new GlobalPoolingLayer(PoolingType.MAX)),
                        "Layer \"special\" is a GlobalPoolingLayer of type MAX"),
                Arguments.of(
                        (Function<GraphBuilder, String>) graph -> {
                            graph.addVertex("special", new L2NormalizeVertex(), "conv");
                            return "special";
                        },
                        "Vertex \"special\" is of type L2NormalizeVertex"));
    }

    @ParameterizedTest
    @MethodSource("unsupported")
    void anUnsupportedLayerIsNamedAndTheNetworkIsLeftAsItWas(Function<GraphBuilder, String> special, String message) {
        ComputationGraph network = network(CNN2DFormat.NHWC, graph -> {
            graph.addLayer("conv", new Convolution.Builder(3, 3).nOut(6).build(), "in");
            String top = special.apply(graph);
            graph.addLayer("top", new DenseLayer.Builder().nOut(CLASSES).build(), top)
                    .addLayer("out", loss(), "top");
        });
        INDArray before = network.params().dup();

        assertThatThrownBy(() -> PREDICTOR.initialize(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
        assertThat(network.params()).isEqualTo(before);
    }

    @Test
    void aNetworkWithoutADenseClassifier() {
        ComputationGraph network = network(CNN2DFormat.NHWC, graph -> graph.addLayer(
                        "top", new Dense.Builder().nOut(CLASSES).hasBias(false).build(), "in")
                .addLayer("out", loss(), "top"));

        assertThatThrownBy(() -> PREDICTOR.initialize(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("must be a dense layer with a bias, the classifier");
    }

    @Test
    void anotherNumberOfClasses() {
        ComputationGraph network = network(CNN2DFormat.NHWC, graph -> graph.addLayer(
                        "top", new Dense.Builder().nOut(12).build(), "in")
                .addLayer("out", loss(), "top"));

        assertThatThrownBy(() -> PREDICTOR.initialize(network))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("12");
    }
}
