package org.quantzoo.zoo.layers.onednn;

import java.lang.ref.Reference;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.Rectifier;

/** Batch normalisation; max(0, y) is fused into the primitive, the clipping rectifier is a pass of its own. */
final class OneDnnBatchNorm implements Kernels.BatchNormKernel {
    private static final String OPERATION = "A batch normalisation";

    private final int channels;
    private final float epsilon;
    private final Rectifier rectifier;
    private final int threads;
    private final PrimitiveCache<BatchNormProblem, BatchNormForward> forward = new PrimitiveCache<>();
    private final PrimitiveCache<BatchNormProblem, BatchNormBackward> backward = new PrimitiveCache<>();
    private final NativeBuffer signs = new NativeBuffer();
    private BatchNormProblem trained;

    OneDnnBatchNorm(int channels, double epsilon, Rectifier rectifier, int threads) {
        this.channels = channels;
        this.epsilon = (float) epsilon;
        this.rectifier = rectifier;
        this.threads = threads;
    }

    @Override
    public void forwardTraining(
            INDArray x, INDArray gamma, INDArray beta, INDArray y, INDArray mean, INDArray variance) {
        trained = null;
        forward(x, gamma, beta, y, mean, variance, true);
        trained = problem(x, true);
    }

    @Override
    public void forwardInference(
            INDArray x, INDArray gamma, INDArray beta, INDArray mean, INDArray variance, INDArray y) {
        forward(x, gamma, beta, y, mean, variance, false);
    }

    private void forward(
            INDArray x, INDArray gamma, INDArray beta, INDArray y, INDArray mean, INDArray variance, boolean training) {
        BatchNormProblem problem = problem(x, training);
        ExecutionContext context = ExecutionContext.current(threads);
        forward.get(problem, BatchNormForward::new)
                .run(
                        context,
                        Operand.address(OPERATION, "x", x, problem.shape()),
                        channelwise("gamma", gamma),
                        channelwise("beta", beta),
                        Operand.address(OPERATION, "y", y, problem.shape()),
                        channelwise("mean", mean),
                        channelwise("variance", variance),
                        signs);
        Operand.keepAlive(x, gamma, beta, y, mean, variance);
        Reference.reachabilityFence(this);
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
        BatchNormProblem problem = problem(x, true);
        if (!problem.equals(trained)) {
            throw new IllegalStateException("The gradient of " + problem
                    + " needs a training pass of the same shape before it, found "
                    + (trained == null ? "none" : trained) + ".");
        }
        ExecutionContext context = ExecutionContext.current(threads);
        backward.get(problem, BatchNormBackward::new)
                .run(
                        context,
                        new BatchNormBackward.Addresses(
                                Operand.address(OPERATION, "x", x, problem.shape()),
                                channelwise("gamma", gamma),
                                channelwise("mean", mean),
                                channelwise("variance", variance),
                                Operand.address(OPERATION, "y", y, problem.shape()),
                                Operand.address(OPERATION, "dy", dy, problem.shape()),
                                Operand.address(OPERATION, "dx", dx, problem.shape()),
                                channelwise("dgamma", dgamma),
                                channelwise("dbeta", dbeta)),
                        signs);
        Operand.keepAlive(x, gamma, mean, variance, y, dy, dx, dgamma, dbeta);
        Reference.reachabilityFence(this);
    }

    private long channelwise(String name, INDArray array) {
        return Operand.address(OPERATION, name, array, 1, channels);
    }

    private BatchNormProblem problem(INDArray x, boolean training) {
        long[] shape = Operand.activationShape(OPERATION, "x", x, channels);
        return new BatchNormProblem(channels, epsilon, rectifier, shape[0], shape[1], shape[2], training);
    }
}
