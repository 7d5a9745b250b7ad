package org.quantzoo.zoo.layers.onednn;

import java.util.stream.IntStream;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.Rectifier;

/** The compiled gradient of a batch normalisation, its rectifier and its batch statistics included. */
final class BatchNormBackward implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final BatchNormProblem problem;
    private final Operation normalisation;
    private final Operation rectifier;

    BatchNormBackward(BatchNormProblem problem) {
        this.problem = problem;
        IntStream.Builder arguments = IntStream.builder()
                .add(dnnl.DNNL_ARG_SRC)
                .add(dnnl.DNNL_ARG_DIFF_DST)
                .add(dnnl.DNNL_ARG_DIFF_SRC)
                .add(dnnl.DNNL_ARG_SCALE)
                .add(dnnl.DNNL_ARG_MEAN)
                .add(dnnl.DNNL_ARG_VARIANCE)
                .add(dnnl.DNNL_ARG_DIFF_SCALE)
                .add(dnnl.DNNL_ARG_DIFF_SHIFT);
        if (problem.fusesRectifier()) {
            arguments.add(dnnl.DNNL_ARG_WORKSPACE);
        }
        normalisation = new Operation(
                scope,
                problem::toString,
                problem.backward(scope),
                arguments.build().toArray());
        rectifier = problem.fusesRectifier() || problem.rectifier() == Rectifier.NONE
                ? null
                : RectifierOperations.backward(scope, problem::toString, problem.rectifier(), problem.length());
    }

    /** Runs on the caller's arrays, given by address; {@code signs} as the forward pass has left them. */
    void run(ExecutionContext context, Addresses arrays, NativeBuffer signs) {
        if (rectifier != null) {
            rectifier
                    .bind(dnnl.DNNL_ARG_DST, arrays.y())
                    .bind(dnnl.DNNL_ARG_DIFF_DST, arrays.dy())
                    .bind(dnnl.DNNL_ARG_DIFF_SRC, arrays.dy())
                    .run(context, context.scratch(rectifier.scratchpadBytes(), problem::toString));
        }
        normalisation
                .bind(dnnl.DNNL_ARG_SRC, arrays.x())
                .bind(dnnl.DNNL_ARG_DIFF_DST, arrays.dy())
                .bind(dnnl.DNNL_ARG_DIFF_SRC, arrays.dx())
                .bind(dnnl.DNNL_ARG_SCALE, arrays.gamma())
                .bind(dnnl.DNNL_ARG_MEAN, arrays.mean())
                .bind(dnnl.DNNL_ARG_VARIANCE, arrays.variance())
                .bind(dnnl.DNNL_ARG_DIFF_SCALE, arrays.dgamma())
                .bind(dnnl.DNNL_ARG_DIFF_SHIFT, arrays.dbeta());
        if (problem.fusesRectifier()) {
            normalisation.bind(dnnl.DNNL_ARG_WORKSPACE, signs.reserve(0, problem::toString));
        }
        normalisation.run(context, context.scratch(normalisation.scratchpadBytes(), problem::toString));
    }

    @Override
    public void close() {
        scope.close();
    }

    /** Where the caller's arrays lie. */
    record Addresses(long x, long gamma, long mean, long variance, long y, long dy, long dx, long dgamma, long dbeta) {}
}
