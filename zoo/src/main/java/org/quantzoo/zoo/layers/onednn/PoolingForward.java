package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.global.dnnl;

/** A compiled pooling. */
final class PoolingForward implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final PoolingProblem problem;
    private final Operation pooling;

    PoolingForward(PoolingProblem problem) {
        this.problem = problem;
        int[] arguments = problem.remembers()
                ? new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DST, dnnl.DNNL_ARG_WORKSPACE}
                : new int[] {dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DST};
        pooling = new Operation(scope, problem::toString, problem.forward(scope), arguments);
    }

    /** Runs on the caller's arrays, given by address; {@code places} is where training notes the places of the maxima. */
    void run(ExecutionContext context, long x, long y, NativeBuffer places) {
        pooling.bind(dnnl.DNNL_ARG_SRC, x).bind(dnnl.DNNL_ARG_DST, y);
        if (problem.remembers()) {
            long bytes = pooling.bytes(dnnl.DNNL_ARG_WORKSPACE);
            pooling.bind(dnnl.DNNL_ARG_WORKSPACE, places.reserve(bytes, problem::toString));
        }
        pooling.run(context, context.scratch(pooling.scratchpadBytes(), problem::toString));
    }

    @Override
    public void close() {
        scope.close();
    }
}
