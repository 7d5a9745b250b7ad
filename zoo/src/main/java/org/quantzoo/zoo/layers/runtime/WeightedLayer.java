package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.ParameterizedLayer;

/** What convolution and dense layers share: weights W, an optional bias b, dropout at the input, a rectified output. */
abstract class WeightedLayer<C extends ParameterizedLayer> extends KernelLayer<C> {
    private static final String WEIGHTS = "W";
    private static final String BIAS = "b";

    private INDArray output;
    private boolean trainedForward;

    WeightedLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
    }

    /** Checks the input and returns it as the kernel wants it. */
    abstract INDArray kernelInput(INDArray input);

    abstract long[] outputShape(INDArray kernelInput);

    abstract boolean wantsInputGradient();

    abstract void forward(INDArray x, INDArray w, INDArray bias, INDArray y, boolean training);

    abstract void backward(INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias);

    @Override
    public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
        assertInputSet(false);
        return Memory.of(this::id, input, () -> forward(training, workspaces));
    }

    private INDArray forward(boolean training, LayerWorkspaceMgr workspaces) {
        kernelInput(input);
        applyDropOutIfNecessary(training, workspaces);
        input = Activations.dense(input, dataType, ArrayType.INPUT, workspaces);
        INDArray x = kernelInput(input);
        output = workspaces.createUninitialized(ArrayType.ACTIVATIONS, dataType, outputShape(x), 'c');
        forward(x, weights(training, workspaces), bias(training, workspaces), output, training);
        trainedForward = training;
        return output;
    }

    @Override
    public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        assertInputSet(true);
        return Memory.of(this::id, input, () -> backward(epsilon, workspaces));
    }

    private Pair<Gradient, INDArray> backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
        INDArray x = kernelInput(input);
        INDArray w = weights(true, workspaces);
        if (!trainedForward) {
            // A frozen layer that passes gradients on runs forward in inference mode; kernels may need the training
            // one.
            forward(x, w, bias(true, workspaces), output, true);
            trainedForward = true;
        }
        INDArray dy = Activations.scratchGradient(epsilon, dataType, workspaces);
        INDArray dx = wantsInputGradient()
                ? workspaces.createUninitialized(ArrayType.ACTIVATION_GRAD, dataType, input.shape(), 'c')
                : null;
        INDArray dw = gradientViews.get(WEIGHTS);
        INDArray dbias = gradientViews.get(BIAS);
        backward(x, w, output, dy, dx == null ? null : dx.reshape('c', x.shape()), dw, dbias);
        Gradient gradients = new DefaultGradient();
        gradients.setGradientFor(WEIGHTS, dw, 'c');
        if (dbias != null) {
            gradients.setGradientFor(BIAS, dbias, 'c');
        }
        weightNoiseParams.clear();
        return new Pair<>(gradients, dx == null ? null : backpropDropOutIfPresent(dx));
    }

    private INDArray weights(boolean training, LayerWorkspaceMgr workspaces) {
        return getParamWithNoise(WEIGHTS, training, workspaces);
    }

    private INDArray bias(boolean training, LayerWorkspaceMgr workspaces) {
        return hasBias() ? getParamWithNoise(BIAS, training, workspaces) : null;
    }

    @Override
    public boolean hasBias() {
        return getParam(BIAS) != null;
    }

    @Override
    public void clear() {
        super.clear();
        output = null;
    }
}
