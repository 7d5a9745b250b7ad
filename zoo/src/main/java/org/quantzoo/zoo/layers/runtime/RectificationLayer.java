package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels.RectifierKernel;
import org.quantzoo.zoo.layers.Rectification;

/** A {@link Rectification} that computes. */
public final class RectificationLayer extends UnweightedLayer<Rectification> {
    private final RectifierKernel kernel;

    public RectificationLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        kernel = KernelSelector.kernelsFor(dataType).rectify(layerConf().getRectifier());
    }

    @Override
    long[] outputShape(INDArray input) {
        Activations.requireExamples(input, id());
        return input.shape();
    }

    @Override
    void forward(INDArray x, INDArray y, boolean training) {
        kernel.forward(x, y);
    }

    @Override
    void backward(INDArray x, INDArray y, INDArray dy, INDArray dx) {
        kernel.backward(y, dy, dx);
    }
}
