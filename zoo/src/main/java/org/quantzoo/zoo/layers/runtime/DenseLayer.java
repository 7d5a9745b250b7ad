package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels.DenseKernel;

/** A {@link Dense} layer that computes. */
public final class DenseLayer extends WeightedLayer<Dense> {
    private final DenseKernel kernel;

    public DenseLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        Dense dense = layerConf();
        kernel = KernelSelector.kernelsFor(dataType)
                .dense(Math.toIntExact(dense.getNIn()), Math.toIntExact(dense.getNOut()), dense.getRectifier());
    }

    @Override
    INDArray kernelInput(INDArray input) {
        long inputs = layerConf().getNIn();
        boolean fits = input.rank() == 2 && input.size(1) == inputs
                || input.rank() == 4 && input.size(1) * input.size(2) * input.size(3) == inputs;
        if (!fits) {
            throw new DL4JInvalidInputException(id() + " needs vectors [batch, " + inputs
                    + "] or images of as many values, found an input of shape " + Activations.shape(input) + ".");
        }
        Activations.requireExamples(input, id());
        return input.rank() == 2 ? input : input.reshape('c', input.size(0), inputs);
    }

    @Override
    long[] outputShape(INDArray x) {
        return new long[] {x.size(0), layerConf().getNOut()};
    }

    @Override
    boolean wantsInputGradient() {
        return true;
    }

    @Override
    void forward(INDArray x, INDArray w, INDArray bias, INDArray y, boolean training) {
        kernel.forward(x, w, bias, y, training);
    }

    @Override
    void backward(INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias) {
        kernel.backward(x, w, y, dy, dx, dw, dbias);
    }
}
