package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.PoolingGeometry;

/**
 * One pooling with all its sizes: the key of a compiled one.
 *
 * @param geometry window and padding rule
 * @param batch images
 * @param height input rows
 * @param width input columns
 * @param channels size of the last axis
 * @param training whether a backward pass follows
 */
record PoolingProblem(PoolingGeometry geometry, long batch, long height, long width, long channels, boolean training) {

    int outputHeight() {
        return geometry.outputHeight(Math.toIntExact(height));
    }

    int outputWidth() {
        return geometry.outputWidth(Math.toIntExact(width));
    }

    long[] inputShape() {
        return new long[] {batch, height, width, channels};
    }

    long[] outputShape() {
        return new long[] {batch, outputHeight(), outputWidth(), channels};
    }

    /** Whether the primitive notes where each maximum lay. */
    boolean remembers() {
        return training && geometry.mode() == PoolingGeometry.Mode.MAX;
    }

    /** Whether the padded image holds at least one window. */
    boolean windowFits() {
        long[] before = paddingBefore();
        long[] after = paddingAfter();
        return height + before[0] + after[0] >= geometry.kernel().height()
                && width + before[1] + after[1] >= geometry.kernel().width();
    }

    int algorithm() {
        return geometry.mode() == PoolingGeometry.Mode.MAX
                ? dnnl.dnnl_pooling_max
                : dnnl.dnnl_pooling_avg_exclude_padding;
    }

    dnnl_primitive_desc forward(NativeScope scope) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_pooling_forward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        training ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference,
                        algorithm(),
                        input(scope),
                        output(scope),
                        pair(geometry.stride()),
                        pair(geometry.kernel()),
                        new long[] {0, 0},
                        paddingBefore(),
                        paddingAfter(),
                        new Attributes(scope).plain()),
                "set up",
                this::toString);
        return scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
    }

    dnnl_primitive_desc backward(NativeScope scope) {
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_pooling_backward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        algorithm(),
                        input(scope),
                        output(scope),
                        pair(geometry.stride()),
                        pair(geometry.kernel()),
                        new long[] {0, 0},
                        paddingBefore(),
                        paddingAfter(),
                        forward(scope),
                        new Attributes(scope).plain()),
                "differentiate",
                this::toString);
        return scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
    }

    private dnnl_memory_desc input(NativeScope scope) {
        return new Layout(scope).nhwc(dnnl.dnnl_f32, batch, channels, height, width);
    }

    private dnnl_memory_desc output(NativeScope scope) {
        return new Layout(scope).nhwc(dnnl.dnnl_f32, batch, channels, outputHeight(), outputWidth());
    }

    static long[] pair(Extent extent) {
        return new long[] {extent.height(), extent.width()};
    }

    long[] paddingBefore() {
        return new long[] {
            geometry.padding()
                    .before(
                            (int) height,
                            geometry.kernel().height(),
                            geometry.stride().height(),
                            1),
            geometry.padding()
                    .before(
                            (int) width,
                            geometry.kernel().width(),
                            geometry.stride().width(),
                            1)
        };
    }

    long[] paddingAfter() {
        return new long[] {
            geometry.padding()
                    .after(
                            (int) height,
                            geometry.kernel().height(),
                            geometry.stride().height(),
                            1),
            geometry.padding()
                    .after(
                            (int) width,
                            geometry.kernel().width(),
                            geometry.stride().width(),
                            1)
        };
    }

    @Override
    public String toString() {
        return "a pooling (" + geometry.mode() + ") of " + batch + " images of " + height + "x" + width + "x"
                + channels + " with a " + geometry.kernel().height() + "x"
                + geometry.kernel().width()
                + " window, stride " + geometry.stride().height() + "x"
                + geometry.stride().width() + ", padding "
                + geometry.padding();
    }
}
