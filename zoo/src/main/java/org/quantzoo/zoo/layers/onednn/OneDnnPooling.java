package org.quantzoo.zoo.layers.onednn;

import java.lang.ref.Reference;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.PoolingGeometry;

/** Window maximum or mean; of equal maxima the first in row order gets the gradient. */
final class OneDnnPooling implements Kernels.PoolingKernel {
    private static final String OPERATION = "A pooling";

    private final PoolingGeometry geometry;
    private final int threads;
    private final PrimitiveCache<PoolingProblem, PoolingForward> forward = new PrimitiveCache<>();
    private final PrimitiveCache<PoolingProblem, PoolingBackward> backward = new PrimitiveCache<>();
    private final NativeBuffer places = new NativeBuffer();
    private PoolingProblem trained;

    OneDnnPooling(PoolingGeometry geometry, int threads) {
        this.geometry = geometry;
        this.threads = threads;
    }

    @Override
    public void forward(INDArray x, INDArray y, boolean training) {
        PoolingProblem problem = problem(x, training);
        ExecutionContext context = ExecutionContext.current(threads);
        if (training) {
            trained = null;
        }
        forward.get(problem, PoolingForward::new)
                .run(
                        context,
                        Operand.address(OPERATION, "x", x, problem.inputShape()),
                        Operand.address(OPERATION, "y", y, problem.outputShape()),
                        places);
        if (training) {
            trained = problem;
        }
        Operand.keepAlive(x, y);
        Reference.reachabilityFence(this);
    }

    @Override
    public void backward(INDArray x, INDArray y, INDArray dy, INDArray dx) {
        PoolingProblem problem = problem(x, true);
        if (problem.remembers() && !problem.equals(trained)) {
            throw new IllegalStateException("The gradient of " + problem
                    + " needs a training pass of the same shape before it, found "
                    + (trained == null ? "none" : trained) + ".");
        }
        ExecutionContext context = ExecutionContext.current(threads);
        backward.get(problem, PoolingBackward::new)
                .run(
                        context,
                        Operand.address(OPERATION, "dy", dy, problem.outputShape()),
                        Operand.address(OPERATION, "dx", dx, problem.inputShape()),
                        places);
        Operand.keepAlive(dy, dx);
        Reference.reachabilityFence(this);
    }

    private PoolingProblem problem(INDArray x, boolean training) {
        long channels = x.rank() == 4 ? x.size(3) : 0;
        long[] shape = Operand.activationShape(OPERATION, "x", x, channels);
        PoolingProblem problem = new PoolingProblem(geometry, shape[0], shape[1], shape[2], channels, training);
        if (!problem.windowFits()) {
            throw new IllegalArgumentException("The window does not fit into the image of " + problem
                    + "; use a larger image, a smaller window or padding SAME.");
        }
        return problem;
    }
}
