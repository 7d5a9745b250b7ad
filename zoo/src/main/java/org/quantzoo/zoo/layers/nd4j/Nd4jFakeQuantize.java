package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Kernels.FakeQuantizeKernel;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;
import org.quantzoo.zoo.quantization.SimQuant;

/** The quantizer's own arithmetic forward; the straight-through estimator of the convention backward. */
final class Nd4jFakeQuantize implements FakeQuantizeKernel {

    @Override
    public void forward(INDArray x, AffineQuantizer quantizer, INDArray y) {
        quantizer.fakeQuantize(x, y);
    }

    @Override
    public void backward(
            INDArray x, AffineQuantizer quantizer, GradientConvention convention, INDArray dy, INDArray dx) {
        new SimQuant(quantizer, convention).backward(x, dy, dx);
    }
}
