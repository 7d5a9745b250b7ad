package org.quantzoo.zoo.layers.onednn;

import java.lang.ref.Reference;
import org.bytedeco.dnnl.global.dnnl;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.Kernels;
import org.quantzoo.zoo.layers.Rectifier;

/** The rectifier as a pass of its own. */
final class OneDnnRectifier implements Kernels.RectifierKernel {
    private static final String OPERATION = "A rectification";

    private final Rectifier rectifier;
    private final int threads;
    private final PrimitiveCache<Long, Compiled> compiled = new PrimitiveCache<>();

    OneDnnRectifier(Rectifier rectifier, int threads) {
        this.rectifier = rectifier;
        this.threads = threads;
    }

    /** Both directions for {@code length} values. */
    private static final class Compiled implements AutoCloseable {
        private final NativeScope scope = new NativeScope();
        private final String name;
        private final Operation forward;
        private final Operation backward;

        Compiled(long length, Rectifier rectifier) {
            name = "a rectification of " + length + " values";
            forward = RectifierOperations.forward(scope, this::toString, rectifier, length);
            backward = RectifierOperations.backward(scope, this::toString, rectifier, length);
        }

        @Override
        public void close() {
            scope.close();
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @Override
    public void forward(INDArray x, INDArray y) {
        ExecutionContext context = ExecutionContext.current(threads);
        Compiled operations = operations(x);
        operations
                .forward
                .bind(dnnl.DNNL_ARG_SRC, Operand.address(OPERATION, "x", x, x.shape()))
                .bind(dnnl.DNNL_ARG_DST, Operand.address(OPERATION, "y", y, x.shape()))
                .run(context, context.scratch(operations.forward.scratchpadBytes(), operations::toString));
        Operand.keepAlive(x, y);
        Reference.reachabilityFence(this);
    }

    @Override
    public void backward(INDArray y, INDArray dy, INDArray dx) {
        ExecutionContext context = ExecutionContext.current(threads);
        Compiled operations = operations(y);
        operations
                .backward
                .bind(dnnl.DNNL_ARG_DST, Operand.address(OPERATION, "y", y, y.shape()))
                .bind(dnnl.DNNL_ARG_DIFF_DST, Operand.address(OPERATION, "dy", dy, y.shape()))
                .bind(dnnl.DNNL_ARG_DIFF_SRC, Operand.address(OPERATION, "dx", dx, y.shape()))
                .run(context, context.scratch(operations.backward.scratchpadBytes(), operations::toString));
        Operand.keepAlive(y, dy, dx);
        Reference.reachabilityFence(this);
    }

    private Compiled operations(INDArray array) {
        return compiled.get(array.length(), length -> new Compiled(length, rectifier));
    }
}
