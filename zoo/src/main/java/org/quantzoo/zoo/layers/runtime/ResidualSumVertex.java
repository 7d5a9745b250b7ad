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
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels.SumKernel;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.ResidualSum;

/** A {@link ResidualSum} that computes. */
public final class ResidualSumVertex extends BaseGraphVertex {
    private final SumKernel kernel;
    private INDArray output;

    public ResidualSumVertex(
            ComputationGraph graph, String name, int vertexIndex, DataType dataType, Rectifier rectifier) {
        super(graph, name, vertexIndex, null, null, dataType);
        kernel = KernelSelector.kernelsFor(dataType).sum(rectifier);
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
            throw new IllegalStateException("Residual sum \"" + vertexName + "\" has no inputs to add.");
        }
        if (!inputs[0].equalShapes(inputs[1])) {
            throw new DL4JInvalidInputException("Residual sum \"" + vertexName + "\" needs inputs of one shape, found "
                    + Arrays.toString(inputs[0].shape()) + " and " + Arrays.toString(inputs[1].shape()) + ".");
        }
        INDArray a = Activations.dense(inputs[0], dataType, ArrayType.INPUT, workspaces);
        INDArray b = Activations.dense(inputs[1], dataType, ArrayType.INPUT, workspaces);
        output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, a.shape(), 'c');
        kernel.forward(a, b, output);
        return output;
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaces) {
        if (!canDoBackward()) {
            throw new IllegalStateException("Residual sum \"" + vertexName + "\" has no gradient to pass back.");
        }
        INDArray dy = Activations.scratchGradient(epsilon, dataType, workspaces);
        INDArray first = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, output.shape(), 'c');
        kernel.backward(output, dy, first);
        // DL4J adds other gradients to each of these in place, so they must not share memory.
        return new Pair<>(null, new INDArray[] {first, workspaces.dup(ArrayType.ACTIVATION_GRAD, first, 'c')});
    }

    @Override
    public void setBackpropGradientsViewArray(INDArray gradients) {
        if (gradients != null) {
            throw new IllegalArgumentException("Residual sum \"" + vertexName + "\" has no parameters.");
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
        output = null;
    }

    @Override
    public String toString() {
        return "ResidualSum(id=" + getVertexIndex() + ",name=\"" + vertexName + "\")";
    }
}
