package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.Kernels.ConvolutionKernel;
import org.quantzoo.zoo.layers.Rectifier;

/** A convolution's linear part, then bias, then rectifier. */
final class Nd4jConvolution implements ConvolutionKernel {
    private final ChannelMixing mixing;
    private final Rectifier rectifier;

    Nd4jConvolution(ChannelMixing mixing, Rectifier rectifier) {
        this.mixing = mixing;
        this.rectifier = rectifier;
    }

    @Override
    public void forward(INDArray x, INDArray w, INDArray bias, INDArray y, boolean training) {
        mixing.forward(x, w, y);
        if (bias != null) {
            Rows.of(y).addiRowVector(bias);
        }
        Rectification.forward(rectifier, y);
    }

    @Override
    public void backward(INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias) {
        Rectification.backward(rectifier, y, dy);
        if (dbias != null) {
            dbias.assign(Rows.of(dy).sum(true, 0));
        }
        // ND4J has no operation for the weight gradient alone.
        INDArray inputGradient = dx != null ? dx : Nd4j.createUninitialized(x.dataType(), x.shape(), 'c');
        mixing.backward(x, w, dy, inputGradient, dw);
    }
}
