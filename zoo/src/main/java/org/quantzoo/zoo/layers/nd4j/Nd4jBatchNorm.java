package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.quantzoo.zoo.layers.Kernels.BatchNormKernel;
import org.quantzoo.zoo.layers.Rectifier;

/** Batch normalisation (Ioffe and Szegedy 2015, algorithm 1 and section 3) followed by a rectifier. */
final class Nd4jBatchNorm implements BatchNormKernel {
    private final int channels;
    private final double epsilon;
    private final Rectifier rectifier;

    Nd4jBatchNorm(int channels, double epsilon, Rectifier rectifier) {
        this.channels = channels;
        this.epsilon = epsilon;
        this.rectifier = rectifier;
    }

    @Override
    public void forwardTraining(
            INDArray x, INDArray gamma, INDArray beta, INDArray y, INDArray mean, INDArray variance) {
        INDArray rows = Rows.of(x);
        mean.assign(rows.mean(true, 0));
        INDArray centred = rows.subRowVector(mean);
        variance.assign(centred.mul(centred).mean(true, 0));
        forwardInference(x, gamma, beta, mean, variance, y);
    }

    @Override
    public void forwardInference(
            INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
        INDArray rows = Rows.of(y);
        rows.assign(Rows.of(x));
        rows.subiRowVector(mean);
        rows.muliRowVector(inverseDeviation(variance).muli(gamma));
        rows.addiRowVector(beta);
        Rectification.forward(rectifier, y);
    }

    @Override
    public void backward(
            INDArray x,
            INDArray gamma,
            INDArray mean,
            INDArray variance,
            INDArray y,
            INDArray dy,
            INDArray dx,
            INDArray dgamma,
            INDArray dbeta) {
        Rectification.backward(rectifier, y, dy);
        INDArray inverseDeviation = inverseDeviation(variance);
        INDArray gradient = Rows.of(dy);
        INDArray normalised = Rows.of(x).subRowVector(mean).muliRowVector(inverseDeviation);
        dbeta.assign(gradient.sum(true, 0));
        dgamma.assign(gradient.mul(normalised).sum(true, 0));

        // dx = gamma / sigma (dy - mean(dy) - xhat mean(dy xhat)), the means over the rows.
        double count = gradient.rows();
        INDArray result = Rows.of(dx);
        result.assign(gradient);
        result.subiRowVector(dbeta.div(count));
        result.subi(normalised.muliRowVector(dgamma.div(count)));
        result.muliRowVector(inverseDeviation.muli(gamma));
    }

    private INDArray inverseDeviation(INDArray variance) {
        INDArray deviation = Transforms.sqrt(variance.add(epsilon).reshape('c', 1, channels), false);
        return deviation.rdivi(1);
    }
}
