package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.function.Function;
import org.assertj.core.api.AbstractThrowableAssert;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.weights.WeightInit;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/** Every mistake gets one sentence that names the layer, what it needs and what it found. */
class LayerErrorTests {
    private static final InputType IMAGES = TinyNetworks.images(6, 5, 3);

    @Test
    void wrongChannelCount() {
        assertInputRejected(new Convolution.Builder(3, 3).nOut(4).build(), 2, 6, 5, 4)
                .hasMessageContaining("Convolution layer \"layer\" needs NHWC images [batch, height, width, 3]")
                .hasMessageContaining("[2, 6, 5, 4]");
        assertInputRejected(new BatchNorm.Builder().build(), 2, 6, 5, 4)
                .hasMessageContaining("BatchNorm layer \"layer\" needs NHWC images or vectors of 3 channels");
        assertInputRejected(new Dense.Builder().nOut(4).build(), 2, 6, 5, 4)
                .hasMessageContaining("Dense layer \"layer\" needs vectors [batch, 90]");
    }

    @Test
    void channelsInFront() {
        assertInputRejected(new Convolution.Builder(3, 3).nOut(4).build(), 2, 3, 6, 5)
                .hasMessageContaining("permute(0, 2, 3, 1)");
    }

    @Test
    void wrongRank() {
        assertInputRejected(new Convolution.Builder(3, 3).nOut(4).build(), 2, 90)
                .hasMessageContaining("found an input of shape [2, 90]");
        assertInputRejected(new Pooling.Builder(PoolingGeometry.Mode.MAX).build(), 2, 90)
                .hasMessageContaining("Pooling layer \"layer\" needs NHWC images");
        assertInputRejected(new GlobalPooling.Builder(PoolingGeometry.Mode.AVERAGE).build(), 2, 90)
                .hasMessageContaining("GlobalPooling layer \"layer\" needs NHWC images");
        assertInputRejected(new BatchNorm.Builder().build(), 2, 5, 3)
                .hasMessageContaining("found an input of shape [2, 5, 3]");
        assertInputRejected(new Dense.Builder().nOut(4).build(), 2, 5, 18)
                .hasMessageContaining("found an input of shape [2, 5, 18]");
    }

    @Test
    void emptyBatch() {
        assertInputRejected(new Convolution.Builder(3, 3).nOut(4).build(), 0, 6, 5, 3)
                .hasMessageContaining("Convolution layer \"layer\" needs at least one example");
        assertInputRejected(new BatchNorm.Builder().build(), 0, 6, 5, 3).hasMessageContaining("at least one example");
        assertInputRejected(new Dense.Builder().nOut(4).build(), 0, 90).hasMessageContaining("at least one example");
        assertInputRejected(new Pooling.Builder(PoolingGeometry.Mode.MAX).build(), 0, 6, 5, 3)
                .hasMessageContaining("at least one example");
    }

    @Test
    void imageSmallerThanTheWindow() {
        assertInputRejected(
                        new Convolution.Builder(4, 4)
                                .nOut(4)
                                .padding(Padding.VALID)
                                .build(),
                        2,
                        3,
                        5,
                        3)
                .hasMessageContaining("Convolution layer \"layer\" has a window of 4x4 and no padding");
        assertConfigurationRejected(
                        IMAGES,
                        new Convolution.Builder(3, 3)
                                .nOut(4)
                                .dilation(3, 1)
                                .padding(Padding.VALID)
                                .build())
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContaining("has a window of 7x3 and no padding, found images of 6x5");
        assertConfigurationRejected(
                        IMAGES,
                        new Pooling.Builder(PoolingGeometry.Mode.MAX)
                                .kernel(7, 7)
                                .build())
                .hasMessageContaining("Pooling layer \"layer\" has a window of 7x7");
    }

    @Test
    void groupsThatDoNotDivideTheChannels() {
        assertConfigurationRejected(
                        IMAGES, new Convolution.Builder(3, 3).nOut(4).groups(2).build())
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContaining("Convolution layer \"layer\"")
                .hasMessageContaining("2 groups for 3 -> 4 channels");
    }

    @Test
    void missingOutputs() {
        assertConfigurationRejected(IMAGES, new Convolution.Builder(3, 3).build())
                .hasMessageContaining("Convolution layer \"layer\"");
        assertConfigurationRejected(IMAGES, new Dense.Builder().build())
                .hasMessageContaining("Dense layer \"layer\" needs nIn and nOut of at least 1");
    }

    @Test
    void imagesInTheWrongFormat() {
        assertConfigurationRejected(
                        InputType.convolutional(6, 5, 3, CNN2DFormat.NCHW),
                        new Convolution.Builder(3, 3).nOut(4).build())
                .hasMessageContaining("needs NHWC images, found NCHW");
        assertConfigurationRejected(
                        InputType.feedForward(90),
                        new Convolution.Builder(3, 3).nOut(4).build())
                .hasMessageContaining("Convolution layer \"layer\" needs images");
    }

    @Test
    void channelCountThatContradictsTheInputType() {
        Convolution layer = new Convolution.Builder(3, 3).nIn(5).nOut(4).build();
        assertThatThrownBy(() -> layer.getOutputType(0, IMAGES))
                .isInstanceOf(DL4JInvalidConfigException.class)
                .hasMessageContaining("has nIn = 5")
                .hasMessageContaining("leave nIn unset");
    }

    @Test
    void summandsOfDifferentShapes() {
        assertThatThrownBy(() -> network(IMAGES, graph -> {
                    graph.addLayer("a", new Convolution.Builder(1, 1).nOut(4).build(), "input");
                    graph.addVertex("sum", new ResidualSum(Rectifier.NONE), "a", "input");
                    return "sum";
                }))
                .isInstanceOf(InvalidInputTypeException.class)
                .hasMessageContaining("A residual sum needs two inputs of one type");
    }

    @Test
    void settingsOfDl4jThatDoNotApply() {
        assertThatThrownBy(() -> new Convolution.Builder(3, 3).activation(Activation.RELU))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("rectifier(Rectifier)");
        assertThatThrownBy(() -> new Dense.Builder().weightInit(WeightInit.XAVIER))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("initializer(...)");
    }

    @Test
    void valuesOutOfRange() {
        assertThatThrownBy(() -> new Convolution.Builder(0, 3)).hasMessageContaining("0x3");
        assertThatThrownBy(() -> new Convolution.Builder(3, 3).stride(1, 0)).hasMessageContaining("1x0");
        assertThatThrownBy(() -> new Convolution.Builder(3, 3).depthwise(0)).hasMessageContaining("found 0");
        assertThatThrownBy(() -> new BatchNorm.Builder().epsilon(0)).hasMessageContaining("found 0.0");
        assertThatThrownBy(() -> new BatchNorm.Builder().momentum(1.5)).hasMessageContaining("found 1.5");
    }

    private static AbstractThrowableAssert<?, ?> assertInputRejected(Layer layer, long... shape) {
        ComputationGraph network = network(IMAGES, graph -> {
            graph.addLayer("layer", layer, "input");
            return "layer";
        });
        return assertThatThrownBy(() -> network.getLayer("layer")
                        .activate(Nd4j.create(DataType.FLOAT, shape), false, LayerWorkspaceMgr.noWorkspaces()))
                .isInstanceOf(DL4JInvalidInputException.class);
    }

    private static AbstractThrowableAssert<?, ?> assertConfigurationRejected(InputType input, Layer layer) {
        return assertThatThrownBy(() -> network(input, graph -> {
            graph.addLayer("layer", layer, "input");
            return "layer";
        }));
    }

    private static ComputationGraph network(InputType input, Function<GraphBuilder, String> body) {
        return TinyNetworks.classifier(DataType.FLOAT, new NoOp(), input, body);
    }
}
