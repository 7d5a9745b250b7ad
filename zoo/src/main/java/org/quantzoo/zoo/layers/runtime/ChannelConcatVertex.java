package org.quantzoo.zoo.layers.runtime;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.BaseGraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.quantzoo.zoo.layers.ChannelConcat;

/** A {@link ChannelConcat} that computes: images as rows of pixels, each input a block of columns. */
public final class ChannelConcatVertex extends BaseGraphVertex {
    private long[][] shapes;

    public ChannelConcatVertex(ComputationGraph graph, String name, int vertexIndex, DataType dataType) {
        super(graph, name, vertexIndex, null, null, dataType);
    }

    @Override
    public boolean hasLayer() {
        return false;
    }

    @Override
    public Layer getLayer() {
        return null;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaces) {
        if (!canDoForward()) {
            throw new IllegalStateException("Concatenation \"" + vertexName + "\" has no inputs.");
        }
        shapes = new long[inputs.length][];
        long[] joined = inputs[0].shape().clone();
        int last = joined.length - 1;
        joined[last] = 0;
        for (int i = 0; i < inputs.length; i++) {
            shapes[i] = inputs[i].shape();
            requireSamePixels(shapes[i], shapes[0]);
            joined[last] += shapes[i][last];
        }
        INDArray output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, joined, 'c');
        long begin = 0;
        for (INDArray input : inputs) {
            long end = begin + input.size(last);
            INDArray dense = Activations.dense(input, dataType, ArrayType.INPUT, workspaces);
            columns(output, begin, end).assign(rows(dense));
            begin = end;
        }
        return output;
    }

    private void requireSamePixels(long[] shape, long[] first) {
        int last = first.length - 1;
        if (shape.length != first.length || !Arrays.equals(Arrays.copyOf(shape, last), Arrays.copyOf(first, last))) {
            throw new DL4JInvalidInputException("Concatenation \"" + vertexName
                    + "\" needs inputs that differ in their channels alone, found " + Arrays.toString(first) + " and "
                    + Arrays.toString(shape) + ".");
        }
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
        if (!canDoBackward()) {
            throw new IllegalStateException("Concatenation \"" + vertexName + "\" has no gradient to pass back.");
        }
        INDArray dy = Activations.dense(epsilon, dataType, ArrayType.BP_WORKING_MEM, workspaces);
        if (dy.offset() != 0) {
            // ND4J M2.1 may cut nothing out of a view.
            dy = workspaces.dup(ArrayType.BP_WORKING_MEM, dy, 'c');
        }
        INDArray[] gradients = new INDArray[shapes.length];
        long begin = 0;
        for (int i = 0; i < shapes.length; i++) {
            long end = begin + shapes[i][shapes[i].length - 1];
            gradients[i] = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, shapes[i], 'c');
            rows(gradients[i]).assign(columns(dy, begin, end));
            begin = end;
        }
        return new Pair<>(null, gradients);
    }

    private static INDArray columns(INDArray images, long begin, long end) {
        return rows(images).get(NDArrayIndex.all(), NDArrayIndex.interval(begin, end));
    }

    private static INDArray rows(INDArray images) {
        long channels = images.size(images.rank() - 1);
        return images.reshape('c', images.length() / channels, channels);
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray gradients) {
        if (gradients != null) {
            throw new IllegalArgumentException("Concatenation \"" + vertexName + "\" has no parameters.");
        }
    }

    @Override
    public Pair<INDArray, MaskState> feedForwardMaskArrays(
            INDArray[] maskArrays, MaskState currentMaskState, int minibatchSize) {
        return new Pair<>(maskArrays == null ? null : maskArrays[0], currentMaskState);
    }

    @Override
    public void clear() {
        super.clear();
        shapes = null;
    }

    @Override
    public String toString() {
        return "ChannelConcat(id=" + getVertexIndex() + ",name=\"" + vertexName + "\")";
    }
}
