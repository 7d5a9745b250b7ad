package org.quantzoo.zoo.ghn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.quantzoo.datasets.architectures.TensorShape;

/**
 * How a DL4J layer stores a tensor that a graph hypernetwork predicts as (out, in / groups, height, width), (out, in) or
 * (channels).
 */
public sealed interface TensorLayout {

    /**
     * Reorders a predicted tensor for the layer.
     *
     * @param predicted of the graph's shape
     * @return its elements in 'c' order are those of the layer's parameter in 'c' order; may be a view
     */
    INDArray toLayer(INDArray predicted);

    /**
     * Reorders a parameter of the layer, or a gradient at it, for the graph.
     *
     * @param parameter of the layer's shape
     * @param shape the shape in the graph
     * @return may be a view of the parameter
     */
    INDArray fromLayer(INDArray parameter, TensorShape shape);

    /** The same elements in the same order: convolutions with OIHW weights, and all vectors. */
    record SameOrder() implements TensorLayout {

        @Override
        public INDArray toLayer(INDArray predicted) {
            return predicted;
        }

        @Override
        public INDArray fromLayer(INDArray parameter, TensorShape shape) {
            return parameter.reshape('c', shape.toLongs());
        }
    }

    /**
     * The weights of a dense layer, [inputs, outputs], that reads an image flattened pixel by pixel, each with all its channels.
     *
     * <p>The graph's columns are ordered channel by channel, each with all its pixels, as where channels come first.
     *
     * @param channels channels of a pixel
     * @param pixels pixels of the image; 1 for plain vectors
     */
    record DenseChannelsLast(long channels, long pixels) implements TensorLayout {

        @Override
        public INDArray toLayer(INDArray predicted) {
            long outputs = predicted.size(0);
            return predicted
                    .reshape('c', outputs, channels, pixels)
                    .permute(2, 1, 0)
                    .reshape('c', pixels * channels, outputs);
        }

        @Override
        public INDArray fromLayer(INDArray parameter, TensorShape shape) {
            return parameter
                    .reshape('c', pixels, channels, shape.extent(0))
                    .permute(2, 1, 0)
                    .reshape('c', shape.toLongs());
        }
    }

    /**
     * The weights of DL4J's depthwise convolution, [height, width, inputs, filters per input].
     *
     * @param inputs input channels
     * @param multiplier filters per input channel
     */
    record DepthwiseChannelsLast(long inputs, long multiplier) implements TensorLayout {

        @Override
        public INDArray toLayer(INDArray predicted) {
            long height = predicted.size(2);
            long width = predicted.size(3);
            return predicted
                    .reshape('c', inputs, multiplier, height, width)
                    .permute(2, 3, 0, 1)
                    .reshape('c', height, width, inputs, multiplier);
        }

        @Override
        public INDArray fromLayer(INDArray parameter, TensorShape shape) {
            return parameter.permute(2, 3, 0, 1).reshape('c', shape.toLongs());
        }
    }

    /**
     * A part of a vector, in a network that splits it over several layers.
     *
     * @param from first channel of the part
     * @param to channel behind the part
     */
    record ChannelRange(long from, long to) implements TensorLayout {

        @Override
        public INDArray toLayer(INDArray predicted) {
            return predicted.get(NDArrayIndex.interval(from, to));
        }

        @Override
        public INDArray fromLayer(INDArray parameter, TensorShape shape) {
            INDArray whole = Nd4j.zeros(parameter.dataType(), shape.toLongs());
            whole.get(NDArrayIndex.interval(from, to)).assign(parameter.reshape('c', new long[] {to - from}));
            return whole;
        }
    }
}
