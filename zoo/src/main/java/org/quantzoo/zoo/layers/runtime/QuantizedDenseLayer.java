package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels.DenseKernel;
import org.quantzoo.zoo.layers.QuantizedDense;
import org.quantzoo.zoo.layers.Rectifier;

/** A {@link QuantizedDense} layer that computes. */
public final class QuantizedDenseLayer extends WeightedLayer<QuantizedDense> {
    private final DenseKernel kernel;
    private final TensorQuantization quantization;
    private final INDArray quantized;

    public QuantizedDenseLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        QuantizedDense dense = layerConf();
        kernel = KernelSelector.kernelsFor(dataType)
                .dense(Math.toIntExact(dense.getNIn()), Math.toIntExact(dense.getNOut()), Rectifier.NONE);
        quantization = new TensorQuantization(dense.getWeightQuantizer(), dense.getLayerName(), dataType);
        try (MemoryWorkspace ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
            quantized = Nd4j.create(dataType, dense.getNIn(), dense.getNOut());
        }
    }

    @Override
    INDArray kernelInput(INDArray input) {
        long inputs = layerConf().getNIn();
        Activations.requireExamples(input, id());
        if (input.length() != input.size(0) * inputs) {
            throw new DL4JInvalidInputException(id() + " needs " + inputs
                    + " values an example, found an input of shape " + Activations.shape(input) + ".");
        }
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
        quantization.forward(w, quantized);
        kernel.forward(x, quantized, bias, y, training);
    }

    @Override
    void backward(INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias) {
        kernel.backward(x, quantized, y, dy, dx, dw, dbias);
        quantization.backward(w, dw, dw);
    }
}
