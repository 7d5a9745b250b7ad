package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.FakeQuantize;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels.FakeQuantizeKernel;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** A {@link FakeQuantize} layer that computes. */
public final class FakeQuantizeLayer extends UnweightedLayer<FakeQuantize> {
    private final FakeQuantizeKernel kernel;

    /** The quantizer of the last forward pass, which the backward pass must use too. */
    private AffineQuantizer used;

    public FakeQuantizeLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        kernel = KernelSelector.kernelsFor(dataType).fakeQuantize();
    }

    @Override
    long[] outputShape(INDArray input) {
        Activations.requireExamples(input, id());
        return input.shape();
    }

    @Override
    void forward(INDArray x, INDArray y, boolean training) {
        used = layerConf().getQuantizer();
        kernel.forward(x, used, y);
    }

    @Override
    void backward(INDArray x, INDArray y, INDArray dy, INDArray dx) {
        kernel.backward(x, used, layerConf().getGradientConvention(), dy, dx);
    }
}
