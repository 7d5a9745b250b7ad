package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Kernels.SumKernel;
import org.quantzoo.zoo.layers.Rectifier;

/** The rectified sum of two arrays. */
final class Nd4jSum implements SumKernel {
    private final Rectifier rectifier;

    Nd4jSum(Rectifier rectifier) {
        this.rectifier = rectifier;
    }

    @Override
    public void forward(INDArray a, INDArray b, INDArray y) {
        a.addi(b, y);
        Rectification.forward(rectifier, y);
    }

    @Override
    public void backward(INDArray y, INDArray dy, INDArray dx) {
        dx.assign(dy);
        Rectification.backward(rectifier, y, dx);
    }
}
