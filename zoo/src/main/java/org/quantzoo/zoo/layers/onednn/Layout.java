package org.quantzoo.zoo.layers.onednn;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.global.dnnl;

/** Memory descriptors of the arrays at a layer's border and of the operands that a primitive may choose the layout of. */
final class Layout {
    private static final int GROUPED_WEIGHT_TAG = dnnl.dnnl_abcde;

    private final NativeScope scope;

    /** Descriptors made here live as long as {@code scope}. */
    Layout(NativeScope scope) {
        this.scope = scope;
    }

    /** An NHWC activation; oneDNN counts its axes as N, C, H, W whatever the order in memory. */
    dnnl_memory_desc nhwc(int dataType, long batch, long channels, long height, long width) {
        return create(dataType, dnnl.dnnl_acdb, batch, channels, height, width);
    }

    /** OIHW weights as ND4J holds them; with groups the same memory has a leading group axis. */
    dnnl_memory_desc weights(int dataType, long[] shape) {
        return create(dataType, shape.length == 5 ? GROUPED_WEIGHT_TAG : dnnl.dnnl_abcd, shape);
    }

    /** A row-major matrix. */
    dnnl_memory_desc matrix(int dataType, long rows, long columns) {
        return create(dataType, dnnl.dnnl_ab, rows, columns);
    }

    /** A matrix whose columns are contiguous. */
    dnnl_memory_desc transposed(int dataType, long rows, long columns) {
        return create(dataType, dnnl.dnnl_ba, rows, columns);
    }

    /** A vector of float32 values. */
    dnnl_memory_desc vector(long length) {
        return vector(dnnl.dnnl_f32, length);
    }

    /** A vector. */
    dnnl_memory_desc vector(int dataType, long length) {
        return create(dataType, dnnl.dnnl_a, length);
    }

    /** An operand whose layout the primitive chooses. */
    dnnl_memory_desc any(int dataType, long... shape) {
        return create(dataType, dnnl.dnnl_format_tag_any, shape);
    }

    private dnnl_memory_desc create(int dataType, int tag, long... shape) {
        dnnl_memory_desc descriptor = new dnnl_memory_desc();
        OneDnnException.check(
                dnnl.dnnl_memory_desc_create_with_tag(descriptor, shape.length, shape, dataType, tag),
                "describe",
                () -> "an array of shape " + Arrays.toString(shape));
        return scope.own(descriptor, dnnl::dnnl_memory_desc_destroy);
    }
}
