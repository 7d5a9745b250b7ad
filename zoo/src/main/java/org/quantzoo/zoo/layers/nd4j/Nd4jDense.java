package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.Kernels.DenseKernel;
import org.quantzoo.zoo.layers.Rectifier;

/** Matrix products; BLAS writes column-major results, so each is computed transposed into the row-major target. */
final class Nd4jDense implements DenseKernel {
    private final Rectifier rectifier;

    Nd4jDense(Rectifier rectifier) {
        this.rectifier = rectifier;
    }

    @Override
    public void forward(INDArray x, INDArray w, INDArray bias, INDArray y, boolean training) {
        Nd4j.gemm(w, x, y.transpose(), true, true, 1, 0);
        if (bias != null) {
            y.addiRowVector(bias);
        }
        Rectification.forward(rectifier, y);
    }

    @Override
    public void backward(INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias) {
        Rectification.backward(rectifier, y, dy);
        if (dbias != null) {
            dbias.assign(dy.sum(true, 0));
        }
        Nd4j.gemm(dy, x, dw.transpose(), true, false, 1, 0);
        if (dx != null) {
            Nd4j.gemm(w, dy, dx.transpose(), false, true, 1, 0);
        }
    }
}
