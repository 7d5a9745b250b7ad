package org.quantzoo.zoo.layers.onednn;

import java.lang.ref.Reference;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.Rectifier;

/** Matrix product with bias and rectifier in one primitive, forward and backward. */
final class OneDnnDense implements Kernels.DenseKernel {
    private static final String OPERATION = "A dense layer";
    /** In inference, a smaller batch than this is done sooner reading float32 weights than rounding them first. */
    private static final int BFLOAT16_BATCH = 32;

    private final long inputs;
    private final long outputs;
    private final Rectifier rectifier;
    private final boolean bfloat16;
    private final int threads;
    private final PrimitiveCache<DenseProblem, ProductForward> forward = new PrimitiveCache<>();
    private final PrimitiveCache<DenseProblem, ProductBackward> backward = new PrimitiveCache<>();
    private final NativeBuffer keptInput = new NativeBuffer();
    private DenseProblem keptFor;

    OneDnnDense(long inputs, long outputs, Rectifier rectifier, boolean bfloat16, int threads) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.rectifier = rectifier;
        this.bfloat16 = bfloat16;
        this.threads = threads;
    }

    @Override
    public void forward(INDArray x, INDArray w, INDArray bias, INDArray y, boolean training) {
        DenseProblem problem = problem(x, bias != null, training);
        ExecutionContext context = ExecutionContext.current(threads);
        if (training) {
            keptFor = null;
        }
        forward.get(problem, ProductForward::new)
                .run(
                        context,
                        Operand.address(OPERATION, "x", x, problem.batch(), inputs),
                        Operand.address(OPERATION, "w", w, inputs, outputs),
                        bias == null ? 0 : Operand.address(OPERATION, "bias", bias, 1, outputs),
                        Operand.address(OPERATION, "y", y, problem.batch(), outputs),
                        keptInput);
        if (training) {
            keptFor = problem;
        }
        Operand.keepAlive(x, w, bias, y);
        Reference.reachabilityFence(this);
    }

    @Override
    public void backward(INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias) {
        DenseProblem problem = problem(x, dbias != null, true);
        ExecutionContext context = ExecutionContext.current(threads);
        backward.get(problem, ProductBackward::new)
                .run(
                        context,
                        Operand.address(OPERATION, "x", x, problem.batch(), inputs),
                        problem.equals(keptFor) ? keptInput.reserve(0, problem::toString) : 0,
                        Operand.address(OPERATION, "w", w, inputs, outputs),
                        Operand.address(OPERATION, "y", y, problem.batch(), outputs),
                        Operand.address(OPERATION, "dy", dy, problem.batch(), outputs),
                        dx == null ? 0 : Operand.address(OPERATION, "dx", dx, problem.batch(), inputs),
                        Operand.address(OPERATION, "dw", dw, inputs, outputs),
                        dbias == null ? 0 : Operand.address(OPERATION, "dbias", dbias, 1, outputs));
        Operand.keepAlive(x, w, y, dy, dx, dw, dbias);
        Reference.reachabilityFence(this);
    }

    private DenseProblem problem(INDArray x, boolean bias, boolean training) {
        long batch = Operand.rows(OPERATION, "x", x, inputs);
        boolean rounded = bfloat16 && (training || batch >= BFLOAT16_BATCH);
        return new DenseProblem(batch, inputs, outputs, rectifier, bias, rounded, training);
    }
}
