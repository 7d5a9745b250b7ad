package org.quantzoo.zoo.layers.onednn;

import java.lang.ref.Reference;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.Rectifier;

/** Convolution with bias and rectifier in one primitive, forward and backward. */
final class OneDnnConvolution implements Kernels.ConvolutionKernel {
    private static final String OPERATION = "A convolution";

    private final ConvolutionGeometry geometry;
    private final Rectifier rectifier;
    private final boolean bfloat16;
    private final int threads;
    private final PrimitiveCache<ConvolutionProblem, ProductForward> forward = new PrimitiveCache<>();
    private final PrimitiveCache<ConvolutionProblem, ProductBackward> backward = new PrimitiveCache<>();
    private final NativeBuffer keptInput = new NativeBuffer();
    private ConvolutionProblem keptFor;

    OneDnnConvolution(ConvolutionGeometry geometry, Rectifier rectifier, boolean bfloat16, int threads) {
        this.geometry = geometry;
        this.rectifier = rectifier;
        this.bfloat16 = bfloat16;
        this.threads = threads;
    }

    @Override
    public void forward(INDArray x, INDArray w, INDArray bias, INDArray y, boolean training) {
        ConvolutionProblem problem = problem(x, bias != null, training);
        ExecutionContext context = ExecutionContext.current(threads);
        if (training) {
            keptFor = null;
        }
        forward.get(problem, ProductForward::new)
                .run(
                        context,
                        Operand.address(OPERATION, "x", x, problem.inputShape()),
                        Operand.address(OPERATION, "w", w, geometry.weightShape()),
                        bias == null ? 0 : Operand.address(OPERATION, "bias", bias, 1, geometry.outChannels()),
                        Operand.address(OPERATION, "y", y, problem.outputShape()),
                        keptInput);
        if (training) {
            keptFor = problem;
        }
        Operand.keepAlive(x, w, bias, y);
        Reference.reachabilityFence(this);
    }

    @Override
    public void backward(INDArray x, INDArray w, INDArray y, INDArray dy, INDArray dx, INDArray dw, INDArray dbias) {
        ConvolutionProblem problem = problem(x, dbias != null, true);
        ExecutionContext context = ExecutionContext.current(threads);
        backward.get(problem, ProductBackward::new)
                .run(
                        context,
                        Operand.address(OPERATION, "x", x, problem.inputShape()),
                        problem.equals(keptFor) ? keptInput.reserve(0, problem::toString) : 0,
                        Operand.address(OPERATION, "w", w, geometry.weightShape()),
                        Operand.address(OPERATION, "y", y, problem.outputShape()),
                        Operand.address(OPERATION, "dy", dy, problem.outputShape()),
                        dx == null ? 0 : Operand.address(OPERATION, "dx", dx, problem.inputShape()),
                        Operand.address(OPERATION, "dw", dw, geometry.weightShape()),
                        dbias == null ? 0 : Operand.address(OPERATION, "dbias", dbias, 1, geometry.outChannels()));
        Operand.keepAlive(x, w, y, dy, dx, dw, dbias);
        Reference.reachabilityFence(this);
    }

    private ConvolutionProblem problem(INDArray x, boolean bias, boolean training) {
        long[] shape = Operand.activationShape(OPERATION, "x", x, geometry.inChannels());
        ConvolutionProblem problem =
                new ConvolutionProblem(geometry, rectifier, shape[0], shape[1], shape[2], bias, bfloat16, training);
        if (!problem.windowFits()) {
            throw new IllegalArgumentException("The window does not fit into the image of " + problem
                    + "; use a larger image, a smaller window or padding SAME.");
        }
        return problem;
    }
}
