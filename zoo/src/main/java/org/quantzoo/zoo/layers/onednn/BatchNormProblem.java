package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * One batch normalisation with all its sizes: the key of a compiled one.
 *
 * @param channels size of the last axis
 * @param epsilon added to the variance
 * @param rectifier activation that follows
 * @param batch images
 * @param height rows
 * @param width columns
 * @param training whether the statistics are those of the batch
 */
record BatchNormProblem(
        long channels, float epsilon, Rectifier rectifier, long batch, long height, long width, boolean training) {

    long[] shape() {
        return new long[] {batch, height, width, channels};
    }

    long length() {
        return batch * height * width * channels;
    }

    /** oneDNN fuses max(0, y) alone; its backward pass then needs one bit per value of the forward pass. */
    boolean fusesRectifier() {
        return rectifier == Rectifier.RELU;
    }

    private int flags() {
        int flags = dnnl.dnnl_use_scale | dnnl.dnnl_use_shift;
        if (!training) {
            flags |= dnnl.dnnl_use_global_stats;
        }
        return fusesRectifier() ? flags | dnnl.dnnl_fuse_norm_relu : flags;
    }

    dnnl_primitive_desc forward(NativeScope scope) {
        dnnl_memory_desc layout = new Layout(scope).nhwc(dnnl.dnnl_f32, batch, channels, height, width);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_batch_normalization_forward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        training ? dnnl.dnnl_forward_training : dnnl.dnnl_forward_inference,
                        layout,
                        layout,
                        epsilon,
                        flags(),
                        new Attributes(scope).plain()),
                "set up",
                this::toString);
        return scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
    }

    dnnl_primitive_desc backward(NativeScope scope) {
        dnnl_memory_desc layout = new Layout(scope).nhwc(dnnl.dnnl_f32, batch, channels, height, width);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_batch_normalization_backward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        dnnl.dnnl_backward,
                        layout,
                        layout,
                        layout,
                        epsilon,
                        flags(),
                        forward(scope),
                        new Attributes(scope).plain()),
                "differentiate",
                this::toString);
        return scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
    }

    @Override
    public String toString() {
        return "a batch normalisation of " + batch + " images of " + height + "x" + width + "x" + channels;
    }
}
