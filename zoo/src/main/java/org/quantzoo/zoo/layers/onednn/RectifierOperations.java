package org.quantzoo.zoo.layers.onednn;

import java.util.function.Supplier;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * The rectifier as a pass of its own, for where it cannot be fused: over a result, and over the gradient at a rectified result.
 *
 * <p>The gradient passes where the result lies strictly between the rectifier's bounds, so the result alone decides; the value
 * before the rectifier is not needed.
 */
final class RectifierOperations {
    private RectifierOperations() {}

    /** Rectifies {@code length} values from {@code DNNL_ARG_SRC} to {@code DNNL_ARG_DST}, which may be the same memory. */
    static Operation forward(NativeScope scope, Supplier<String> name, Rectifier rectifier, long length) {
        return new Operation(
                scope, name, forwardDescriptor(scope, name, rectifier, length), dnnl.DNNL_ARG_SRC, dnnl.DNNL_ARG_DST);
    }

    /**
     * Multiplies {@code length} gradients at {@code DNNL_ARG_DIFF_DST} with the slope that the results at {@code DNNL_ARG_DST}
     * tell; writes to {@code DNNL_ARG_DIFF_SRC}, which may be the same memory.
     */
    static Operation backward(NativeScope scope, Supplier<String> name, Rectifier rectifier, long length) {
        dnnl_memory_desc layout = new Layout(scope).vector(length);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_eltwise_backward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        algorithm(rectifier),
                        layout,
                        layout,
                        layout,
                        lower(rectifier),
                        upper(rectifier),
                        forwardDescriptor(scope, name, rectifier, length),
                        new Attributes(scope).plain()),
                "differentiate the rectifier of",
                name);
        return new Operation(
                scope,
                name,
                scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy),
                dnnl.DNNL_ARG_DST,
                dnnl.DNNL_ARG_DIFF_DST,
                dnnl.DNNL_ARG_DIFF_SRC);
    }

    private static dnnl_primitive_desc forwardDescriptor(
            NativeScope scope, Supplier<String> name, Rectifier rectifier, long length) {
        dnnl_memory_desc layout = new Layout(scope).vector(length);
        dnnl_primitive_attr attributes = new Attributes(scope).plain();
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_eltwise_forward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        dnnl.dnnl_forward_training,
                        algorithm(rectifier),
                        layout,
                        layout,
                        lower(rectifier),
                        upper(rectifier),
                        attributes),
                "rectify the result of",
                name);
        return scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
    }

    private static int algorithm(Rectifier rectifier) {
        return rectifier == Rectifier.RELU
                ? dnnl.dnnl_eltwise_relu_use_dst_for_bwd
                : dnnl.dnnl_eltwise_clip_v2_use_dst_for_bwd;
    }

    private static float lower(Rectifier rectifier) {
        return (float) rectifier.lower();
    }

    private static float upper(Rectifier rectifier) {
        return rectifier == Rectifier.RELU ? 0 : (float) rectifier.upper();
    }
}
