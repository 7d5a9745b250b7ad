package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * One convolution with all its sizes: the key of a compiled one.
 *
 * @param geometry channels, window and padding rule
 * @param rectifier fused activation
 * @param batch images
 * @param height input rows
 * @param width input columns
 * @param bias whether a bias is added
 * @param bfloat16 whether the operands of the products are rounded to bfloat16
 * @param training whether a backward pass follows
 */
record ConvolutionProblem(
        ConvolutionGeometry geometry,
        Rectifier rectifier,
        long batch,
        long height,
        long width,
        boolean bias,
        boolean bfloat16,
        boolean training)
        implements ProductProblem {

    int outputHeight() {
        return geometry.outputHeight(Math.toIntExact(height));
    }

    int outputWidth() {
        return geometry.outputWidth(Math.toIntExact(width));
    }

    long[] inputShape() {
        return new long[] {batch, height, width, geometry.inChannels()};
    }

    long[] outputShape() {
        return new long[] {batch, outputHeight(), outputWidth(), geometry.outChannels()};
    }

    @Override
    public long outputLength() {
        return batch * outputHeight() * outputWidth() * geometry.outChannels();
    }

    @Override
    public dnnl_memory_desc input(Layout layout, int dataType) {
        return layout.nhwc(dataType, batch, geometry.inChannels(), height, width);
    }

    @Override
    public dnnl_memory_desc output(Layout layout, int dataType) {
        return layout.nhwc(dataType, batch, geometry.outChannels(), outputHeight(), outputWidth());
    }

    @Override
    public dnnl_memory_desc weights(Layout layout) {
        return layout.weights(dnnl.dnnl_f32, weightAxes());
    }

    private dnnl_memory_desc biases(Layout layout) {
        return bias ? layout.vector(geometry.outChannels()) : null;
    }

    long[] weightAxes() {
        long[] oihw = geometry.weightShape();
        return geometry.groups() == 1
                ? oihw
                : new long[] {geometry.groups(), oihw[0] / geometry.groups(), oihw[1], oihw[2], oihw[3]};
    }

    long[] strides() {
        return new long[] {geometry.stride().height(), geometry.stride().width()};
    }

    /** oneDNN counts the pixels skipped between taps. */
    long[] dilations() {
        return new long[] {
            geometry.dilation().height() - 1L, geometry.dilation().width() - 1L
        };
    }

    long[] paddingBefore() {
        Extent kernel = geometry.kernel();
        Extent stride = geometry.stride();
        Extent dilation = geometry.dilation();
        return new long[] {
            geometry.padding().before((int) height, kernel.height(), stride.height(), dilation.height()),
            geometry.padding().before((int) width, kernel.width(), stride.width(), dilation.width())
        };
    }

    long[] paddingAfter() {
        Extent kernel = geometry.kernel();
        Extent stride = geometry.stride();
        Extent dilation = geometry.dilation();
        return new long[] {
            geometry.padding().after((int) height, kernel.height(), stride.height(), dilation.height()),
            geometry.padding().after((int) width, kernel.width(), stride.width(), dilation.width())
        };
    }

    /** Whether the padded image holds at least one window. */
    boolean windowFits() {
        long[] before = paddingBefore();
        long[] after = paddingAfter();
        return height + before[0] + after[0]
                        > (geometry.kernel().height() - 1L)
                                * geometry.dilation().height()
                && width + before[1] + after[1]
                        > (geometry.kernel().width() - 1L) * geometry.dilation().width();
    }

    @Override
    public dnnl_primitive_desc forward(NativeScope scope, int propagation) {
        Layout layout = new Layout(scope);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_convolution_forward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        propagation,
                        dnnl.dnnl_convolution_direct,
                        input(layout, operandType()),
                        layout.any(operandType(), weightAxes()),
                        biases(layout),
                        output(layout, dnnl.dnnl_f32),
                        strides(),
                        dilations(),
                        paddingBefore(),
                        paddingAfter(),
                        new Attributes(scope).followedBy(rectifier)),
                "set up",
                this::toString);
        return scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
    }

    @Override
    public dnnl_primitive_desc weightGradient(NativeScope scope, dnnl_primitive_desc hint) {
        Layout layout = new Layout(scope);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_convolution_backward_weights_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        dnnl.dnnl_convolution_direct,
                        input(layout, operandType()),
                        layout.any(dnnl.dnnl_f32, weightAxes()),
                        biases(layout),
                        output(layout, operandType()),
                        strides(),
                        dilations(),
                        paddingBefore(),
                        paddingAfter(),
                        hint,
                        new Attributes(scope).plain()),
                "differentiate by the weights",
                this::toString);
        return scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
    }

    @Override
    public dnnl_primitive_desc inputGradient(NativeScope scope, dnnl_primitive_desc hint) {
        Layout layout = new Layout(scope);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_convolution_backward_data_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        dnnl.dnnl_convolution_direct,
                        input(layout, dnnl.dnnl_f32),
                        layout.any(operandType(), weightAxes()),
                        output(layout, operandType()),
                        strides(),
                        dilations(),
                        paddingBefore(),
                        paddingAfter(),
                        hint,
                        new Attributes(scope).plain()),
                "differentiate by the input",
                this::toString);
        return scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
    }

    @Override
    public String toString() {
        return "a convolution of " + batch + " images of " + height + "x" + width + "x" + geometry.inChannels() + " to "
                + geometry.outChannels() + " channels with a "
                + geometry.kernel().height() + "x"
                + geometry.kernel().width() + " window, stride "
                + geometry.stride().height() + "x"
                + geometry.stride().width() + ", dilation "
                + geometry.dilation().height() + "x"
                + geometry.dilation().width() + ", " + geometry.groups() + " groups, padding " + geometry.padding()
                + (bfloat16 ? ", in bfloat16" : ", in float32");
    }
}
