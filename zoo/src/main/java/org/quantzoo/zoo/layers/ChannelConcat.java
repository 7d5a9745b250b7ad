package org.quantzoo.zoo.layers;

import java.util.Arrays;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.inputs.InvalidInputTypeException;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.nn.conf.memory.MemoryReport;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.runtime.ChannelConcatVertex;

/**
 * The channels of several NHWC images of one size, one behind the other: the last axis of the output is that of the inputs
 * together.
 *
 * <p>DL4J's MergeVertex does the same as long as it is not copied: its clone forgets the axis and joins NHWC images by rows.
 */
public final class ChannelConcat extends GraphVertex {

    @Override
    public GraphVertex clone() {
        return new ChannelConcat();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ChannelConcat;
    }

    @Override
    public int hashCode() {
        return ChannelConcat.class.hashCode();
    }

    @Override
    public long numParams(boolean backprop) {
        return 0;
    }

    @Override
    public int minVertexInputs() {
        return 2;
    }

    @Override
    public int maxVertexInputs() {
        return Integer.MAX_VALUE;
    }

    @Override
    public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
            ComputationGraph graph,
            String name,
            int idx,
            INDArray paramsView,
            boolean initializeParams,
            DataType networkDatatype) {
        return new ChannelConcatVertex(graph, name, idx, networkDatatype);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType... vertexInputs) throws InvalidInputTypeException {
        long channels = 0;
        InputTypeConvolutional first = null;
        for (InputType input : vertexInputs) {
            if (!(input instanceof InputTypeConvolutional image)
                    || image.getFormat() != CNN2DFormat.NHWC
                    || first != null
                            && (image.getHeight() != first.getHeight() || image.getWidth() != first.getWidth())) {
                throw new InvalidInputTypeException(
                        "A concatenation of channels needs NHWC images of one size, found input types "
                                + Arrays.toString(vertexInputs) + ".");
            }
            first = first == null ? image : first;
            channels += image.getChannels();
        }
        if (first == null) {
            throw new InvalidInputTypeException("A concatenation of channels needs inputs, found none.");
        }
        return InputType.convolutional(first.getHeight(), first.getWidth(), channels, CNN2DFormat.NHWC);
    }

    @Override
    public MemoryReport getMemoryReport(InputType... inputTypes) {
        return new LayerMemoryReport.Builder(null, ChannelConcat.class, inputTypes[0], inputTypes[0])
                .standardMemory(0, 0)
                .workingMemory(0, 0, 0, 0)
                .cacheMemory(0, 0)
                .build();
    }
}
