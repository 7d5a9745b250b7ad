package org.quantzoo.zoo.layers.runtime;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.Kernels.ConvolutionKernel;

/** A {@link Convolution} that computes. */
public final class ConvolutionLayer extends WeightedLayer<Convolution> {
    private final ConvolutionGeometry geometry;
    private final ConvolutionKernel kernel;

    public ConvolutionLayer(NeuralNetConfiguration conf, DataType dataType) {
        super(conf, dataType);
        geometry = layerConf().geometry();
        kernel = KernelSelector.kernelsFor(dataType)
                .convolution(geometry, layerConf().getRectifier());
    }

    @Override
    public Type type() {
        return Type.CONVOLUTIONAL;
    }

    @Override
    INDArray kernelInput(INDArray input) {
        Activations.requireImages(input, geometry.inChannels(), id());
        return input;
    }

    @Override
    long[] outputShape(INDArray x) {
        int height = geometry.outputHeight(Math.toIntExact(x.size(1)));
        int width = geometry.outputWidth(Math.toIntExact(x.size(2)));
        Activations.requireOutput(height, width, geometry.window(), x, id());
        return new long[] {x.size(0), height, width, geometry.outChannels()};
    }

    @Override
    boolean wantsInputGradient() {
        return layerConf().isInputGradient();
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
