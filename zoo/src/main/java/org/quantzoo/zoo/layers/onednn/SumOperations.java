package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.Rectifier;

/** A compiled residual sum of {@code length} values with its rectifier, and the gradient of both. */
final class SumOperations implements AutoCloseable {
    private final NativeScope scope = new NativeScope();
    private final Operation sum;
    private final Operation gradient;
    private final String name;

    SumOperations(long length, Rectifier rectifier) {
        name = "a residual sum of " + length + " values";
        dnnl_memory_desc layout = new Layout(scope).vector(length);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_binary_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        dnnl.dnnl_binary_add,
                        layout,
                        layout,
                        layout,
                        new Attributes(scope).followedBy(rectifier)),
                "set up",
                this::toString);
        scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
        sum = new Operation(
                scope, this::toString, descriptor, dnnl.DNNL_ARG_SRC_0, dnnl.DNNL_ARG_SRC_1, dnnl.DNNL_ARG_DST);
        // Without a rectifier the slope is 1 everywhere, as that of clipping to all numbers.
        gradient = RectifierOperations.backward(scope, this::toString, rectifier, length);
    }

    void forward(ExecutionContext context, long a, long b, long y) {
        sum.bind(dnnl.DNNL_ARG_SRC_0, a)
                .bind(dnnl.DNNL_ARG_SRC_1, b)
                .bind(dnnl.DNNL_ARG_DST, y)
                .run(context, context.scratch(sum.scratchpadBytes(), this::toString));
    }

    void backward(ExecutionContext context, long y, long dy, long dx) {
        gradient.bind(dnnl.DNNL_ARG_DST, y)
                .bind(dnnl.DNNL_ARG_DIFF_DST, dy)
                .bind(dnnl.DNNL_ARG_DIFF_SRC, dx)
                .run(context, context.scratch(gradient.scratchpadBytes(), this::toString));
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
