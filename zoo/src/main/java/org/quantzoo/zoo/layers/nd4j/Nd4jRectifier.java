package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Kernels.RectifierKernel;
import org.quantzoo.zoo.layers.Rectifier;

/** The rectifier of a tensor. */
final class Nd4jRectifier implements RectifierKernel {
    private final Rectifier rectifier;

    Nd4jRectifier(Rectifier rectifier) {
        this.rectifier = rectifier;
    }

    @Override
    public void forward(INDArray x, INDArray y) {
        y.assign(x);
        Rectification.forward(rectifier, y);
    }

    @Override
    public void backward(INDArray y, INDArray dy, INDArray dx) {
        dx.assign(dy);
        Rectification.backward(rectifier, y, dx);
    }
}
