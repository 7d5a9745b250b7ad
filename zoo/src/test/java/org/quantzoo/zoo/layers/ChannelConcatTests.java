package org.quantzoo.zoo.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

class ChannelConcatTests {

    @Test
    void channelsFollowInTheOrderOfTheInputs() {
        ComputationGraph network =
                TinyNetworks.classifier(DataType.FLOAT, new NoOp(), TinyNetworks.images(4, 3, 2), graph -> {
                    graph.addLayer("a", new Convolution.Builder(1, 1).nOut(3).build(), "input");
                    graph.addLayer("b", new Convolution.Builder(1, 1).nOut(1).build(), "input");
                    graph.addVertex("concat", new ChannelConcat(), "a", "b", "a");
                    return "concat";
                });
        INDArray images = TinyNetworks.normal(DataType.FLOAT, 1, 2, 4, 3, 2);

        for (boolean training : new boolean[] {false, true}) {
            var found = network.feedForward(images, training);
            assertThat(found.get("concat")).isEqualTo(Nd4j.concat(3, found.get("a"), found.get("b"), found.get("a")));
        }
    }

    @Test
    void imagesOfDifferentSizesOrWithChannelsInFrontAreRefused() {
        ChannelConcat concat = new ChannelConcat();
        InputType image = TinyNetworks.images(4, 3, 2);

        assertThatThrownBy(() -> concat.getOutputType(0, image, TinyNetworks.images(4, 4, 2)))
                .isInstanceOf(InvalidInputTypeException.class)
                .hasMessageContaining("needs NHWC images of one size");
        assertThatThrownBy(() -> concat.getOutputType(0, image, InputType.convolutional(4, 3, 2, CNN2DFormat.NCHW)))
                .isInstanceOf(InvalidInputTypeException.class);
    }
}
