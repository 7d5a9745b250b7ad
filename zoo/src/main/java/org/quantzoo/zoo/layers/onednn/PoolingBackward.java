package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** The compiled gradient of a pooling. */
final class PoolingBackward implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final PoolingProblem problem;
    private final Operation pooling;

    PoolingBackward(PoolingProblem problem) {
        this.problem = problem;
        int[] arguments = problem.remembers()
                ? new int[] {dnnl.DNNL_ARG_DIFF_DST, dnnl.DNNL_ARG_DIFF_SRC, dnnl.DNNL_ARG_WORKSPACE}
                : new int[] {dnnl.DNNL_ARG_DIFF_DST, dnnl.DNNL_ARG_DIFF_SRC};
        pooling = new Operation(scope, problem::toString, problem.backward(scope), arguments);
    }

    /** Runs on the caller's arrays, given by address; {@code places} as the forward pass has left them. */
    void run(ExecutionContext context, long dy, long dx, NativeBuffer places) {
        pooling.bind(dnnl.DNNL_ARG_DIFF_DST, dy).bind(dnnl.DNNL_ARG_DIFF_SRC, dx);
        if (problem.remembers()) {
            pooling.bind(dnnl.DNNL_ARG_WORKSPACE, places.reserve(0, problem::toString));
        }
        pooling.run(context, context.scratch(pooling.scratchpadBytes(), problem::toString));
    }

    @Override
    public void close() {
        scope.close();
    }
}
