package org.quantzoo.zoo.layers.onednn;

import java.util.stream.IntStream;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.Rectifier;

/** A compiled batch normalisation, rectifier included. */
final class BatchNormForward implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final BatchNormProblem problem;
    private final Operation normalisation;
    private final Operation rectifier;

    BatchNormForward(BatchNormProblem problem) {
        this.problem = problem;
        IntStream.Builder arguments = IntStream.builder()
                .add(dnnl.DNNL_ARG_SRC)
                .add(dnnl.DNNL_ARG_DST)
                .add(dnnl.DNNL_ARG_SCALE)
                .add(dnnl.DNNL_ARG_SHIFT)
                .add(dnnl.DNNL_ARG_MEAN)
                .add(dnnl.DNNL_ARG_VARIANCE);
        if (problem.training() && problem.fusesRectifier()) {
            arguments.add(dnnl.DNNL_ARG_WORKSPACE);
        }
        normalisation = new Operation(
                scope,
                problem::toString,
                problem.forward(scope),
                arguments.build().toArray());
        rectifier = problem.fusesRectifier() || problem.rectifier() == Rectifier.NONE
                ? null
                : RectifierOperations.forward(scope, problem::toString, problem.rectifier(), problem.length());
    }

    /**
     * Runs on the caller's arrays, given by address.
     *
     * @param mean written in training, else read; the same holds for {@code variance}
     * @param signs where the fused rectifier notes which values it let pass; used in training
     */
    void run(
            ExecutionContext context,
            long x,
            long gamma,
            long beta,
            long y,
            long mean,
            long variance,
            NativeBuffer signs) {
        normalisation
                .bind(dnnl.DNNL_ARG_SRC, x)
                .bind(dnnl.DNNL_ARG_DST, y)
                .bind(dnnl.DNNL_ARG_SCALE, gamma)
                .bind(dnnl.DNNL_ARG_SHIFT, beta)
                .bind(dnnl.DNNL_ARG_MEAN, mean)
                .bind(dnnl.DNNL_ARG_VARIANCE, variance);
        if (problem.training() && problem.fusesRectifier()) {
            long bytes = normalisation.bytes(dnnl.DNNL_ARG_WORKSPACE);
            normalisation.bind(dnnl.DNNL_ARG_WORKSPACE, signs.reserve(bytes, problem::toString));
        }
        normalisation.run(context, context.scratch(normalisation.scratchpadBytes(), problem::toString));
        if (rectifier != null) {
            rectifier.bind(dnnl.DNNL_ARG_SRC, y).bind(dnnl.DNNL_ARG_DST, y);
            rectifier.run(context, context.scratch(rectifier.scratchpadBytes(), problem::toString));
        }
    }

    @Override
    public void close() {
        scope.close();
    }
}
