package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.ParameterFreeLayer;

/** What layers without parameters share. */
abstract class UnweightedLayer<C extends ParameterFreeLayer> extends AbstractLayer<C> {
    private INDArray output;
    private boolean trainedForward;

    UnweightedLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    /** Checks the input and says what shape the output has. */
    abstract long[] outputShape(INDArray input);

    abstract void forward(INDArray x, INDArray y, boolean training);

    abstract void backward(INDArray x, INDArray y, INDArray dy, INDArray dx);

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        return Memory.of(this::id, input, () -> forward(training, workspaces));
    }

    private INDArray forward(boolean training, LayerWorkspaceMgr workspaces) {
        long[] shape = outputShape(input);
        input = Activations.dense(input, dataType, ArrayType.INPUT, workspaces);
        output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, shape, 'c');
        forward(input, output, training);
        trainedForward = training;
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        return Memory.of(this::id, input, () -> backward(epsilon, workspaces));
    }

    private Pair<Gradient, INDArray> backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        if (!trainedForward) {
            forward(input, output, true);
            trainedForward = true;
        }
        INDArray dy = Activations.scratchGradient(epsilon, dataType, workspaces);
        INDArray dx = workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c');
        backward(input, output, dy, dx);
        return new Pair<>(new DefaultGradient(), dx);
    }

    /** The layer in an error message. */
    final String id() {
        return layerConf().getClass().getSimpleName() + " layer \""
                + layerConf().getLayerName() + "\"";
    }

    @Override
    public boolean isPretrainLayer() {
        return false;
    }

    @Override
    public void clearNoiseWeightParams() {
        // There are no weights to put noise on.
    }

    @Override
    public Layer clone() {
        NeuralNetConfiguration copy = conf.clone();
        return copy.getLayer().instantiate(copy, getListeners(), index, null, false, dataType);
    }

    @Override
    public void clear() {
        super.clear();
        output = null;
    }
}
