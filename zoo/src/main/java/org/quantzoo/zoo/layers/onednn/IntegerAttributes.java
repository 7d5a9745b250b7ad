package org.quantzoo.zoo.layers.onednn;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_post_ops;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.global.dnnl;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;

/**
 * The scales, zero points and following operations of one primitive on integers, with the constants that they read.
 *
 * <p>A primitive computes, in this order: products of (value - zero point), summed in 32 bits; times the scales of its inputs;
 * plus bias; the operations added here; divided by the scale of the output; plus its zero point; rounded to the nearest integer,
 * ties to even; saturated.
 */
final class IntegerAttributes {
    private final NativeScope scope;
    private final dnnl_primitive_attr attributes;
    private final dnnl_post_ops operations;
    private final List<BoundOperation.Argument> arguments = new ArrayList<>();

    IntegerAttributes(NativeScope scope) {
        this.scope = scope;
        this.attributes = new Attributes(scope).plain();
        dnnl_post_ops created = new dnnl_post_ops();
        check(dnnl.dnnl_post_ops_create(created));
        this.operations = scope.own(created, dnnl::dnnl_post_ops_destroy);
    }

    /** One scale for an argument; 1 costs nothing. */
    IntegerAttributes scale(int argument, double scale) {
        if (scale == 1) {
            return this;
        }
        check(dnnl.dnnl_primitive_attr_set_scales_mask(attributes, argument, 0));
        FloatPointer constant = scope.own(new FloatPointer((float) scale), Pointer::deallocate);
        constant(dnnl.DNNL_ARG_ATTR_SCALES | argument, dnnl.dnnl_f32, constant);
        return this;
    }

    /**
     * A scale of the weights for each output channel.
     *
     * @param axes the axes of the weights that these channels are counted along, as a bit mask
     */
    IntegerAttributes weightScales(int axes, float[] channels) {
        check(dnnl.dnnl_primitive_attr_set_scales_mask(attributes, dnnl.DNNL_ARG_WEIGHTS, axes));
        return constants(
                dnnl.DNNL_ARG_ATTR_SCALES | dnnl.DNNL_ARG_WEIGHTS, new Layout(scope).vector(channels.length), channels);
    }

    /** One zero point for an argument; 0 costs nothing. */
    IntegerAttributes zeroPoint(int argument, int zeroPoint) {
        if (zeroPoint != 0) {
            check(dnnl.dnnl_primitive_attr_set_zero_points_mask(attributes, argument, 0));
            IntPointer constant = scope.own(new IntPointer(new int[] {zeroPoint}), Pointer::deallocate);
            constant(dnnl.DNNL_ARG_ATTR_ZERO_POINTS | argument, dnnl.dnnl_s32, constant);
        }
        return this;
    }

    private void constant(int argument, int dataType, Pointer value) {
        arguments.add(new BoundOperation.Argument(argument, new Layout(scope).vector(dataType, 1), value.address()));
    }

    /** Adds an array of the output's shape. Returns the argument under which the primitive reads it. */
    int add(dnnl_memory_desc layout) {
        return binary(dnnl.dnnl_binary_add, layout);
    }

    /** Adds a number to each channel. */
    IntegerAttributes add(dnnl_memory_desc layout, float[] channels) {
        return constants(binary(dnnl.dnnl_binary_add, layout), layout, channels);
    }

    /** Multiplies each channel with a number. */
    IntegerAttributes multiply(dnnl_memory_desc layout, float[] channels) {
        return constants(binary(dnnl.dnnl_binary_mul, layout), layout, channels);
    }

    private int binary(int algorithm, dnnl_memory_desc layout) {
        int argument = dnnl.DNNL_ARG_ATTR_MULTIPLE_POST_OP_BASE * (dnnl.dnnl_post_ops_len(operations) + 1)
                | dnnl.DNNL_ARG_SRC_1;
        check(dnnl.dnnl_post_ops_append_binary(operations, algorithm, layout));
        return argument;
    }

    private IntegerAttributes constants(int argument, dnnl_memory_desc layout, float[] values) {
        NativeMemory memory =
                NativeMemory.of(scope, values, () -> "A number for each of " + values.length + " channels");
        arguments.add(new BoundOperation.Argument(argument, layout, memory.address()));
        return this;
    }

    /** Maps y to factor y + shift; the identity costs nothing. */
    IntegerAttributes linear(double factor, double shift) {
        if (factor != 1 || shift != 0) {
            eltwise(dnnl.dnnl_eltwise_linear, factor, shift);
        }
        return this;
    }

    /** Clips to an interval. */
    IntegerAttributes clip(double lower, double upper) {
        eltwise(dnnl.dnnl_eltwise_clip_v2, lower, upper);
        return this;
    }

    private void eltwise(int algorithm, double alpha, double beta) {
        check(dnnl.dnnl_post_ops_append_eltwise(operations, algorithm, (float) alpha, (float) beta));
    }

    /** The finished attributes. */
    dnnl_primitive_attr build() {
        check(dnnl.dnnl_primitive_attr_set_post_ops(attributes, operations));
        return attributes;
    }

    /** The constants that the primitive reads. */
    List<BoundOperation.Argument> arguments() {
        return arguments;
    }

    private static void check(int status) {
        OneDnnException.check(status, "set", () -> "the attributes of an operation on integers");
    }
}
