package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * One dense layer with all its sizes: the key of a compiled one.
 *
 * @param batch rows of x
 * @param inputs columns of x
 * @param outputs columns of y
 * @param rectifier fused activation
 * @param bias whether a bias is added
 * @param bfloat16 whether the operands of the products are rounded to bfloat16
 * @param training whether a backward pass follows
 */
record DenseProblem(
        long batch, long inputs, long outputs, Rectifier rectifier, boolean bias, boolean bfloat16, boolean training)
        implements ProductProblem {

    @Override
    public long outputLength() {
        return batch * outputs;
    }

    @Override
    public dnnl_memory_desc input(Layout layout, int dataType) {
        return layout.matrix(dataType, batch, inputs);
    }

    @Override
    public dnnl_memory_desc output(Layout layout, int dataType) {
        return layout.matrix(dataType, batch, outputs);
    }

    /** The caller's [in, out]; oneDNN counts the axes as out, in. */
    @Override
    public dnnl_memory_desc weights(Layout layout) {
        return layout.transposed(dnnl.dnnl_f32, outputs, inputs);
    }

    /**
     * In inference the weights stay as the caller holds them: reading them is most of the work of a small batch, and an own
     * layout of the primitive would add a pass over them to every call.
     */
    private dnnl_memory_desc forwardWeights(Layout layout) {
        return training()
                ? layout.any(operandType(), outputs, inputs)
                : layout.transposed(operandType(), outputs, inputs);
    }

    private dnnl_memory_desc biases(Layout layout) {
        return bias ? layout.vector(outputs) : null;
    }

    @Override
    public dnnl_primitive_desc forward(NativeScope scope, int propagation) {
        Layout layout = new Layout(scope);
        dnnl_primitive_desc descriptor = new dnnl_primitive_desc();
        OneDnnException.check(
                dnnl.dnnl_inner_product_forward_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        propagation,
                        input(layout, operandType()),
                        forwardWeights(layout),
                        biases(layout),
                        output(layout, dnnl.dnnl_f32),
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
                dnnl.dnnl_inner_product_backward_weights_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        input(layout, operandType()),
                        layout.any(dnnl.dnnl_f32, outputs, inputs),
                        biases(layout),
                        output(layout, operandType()),
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
                dnnl.dnnl_inner_product_backward_data_primitive_desc_create(
                        descriptor,
                        OneDnnEngine.handle(),
                        input(layout, dnnl.dnnl_f32),
                        layout.any(operandType(), outputs, inputs),
                        output(layout, operandType()),
                        hint,
                        new Attributes(scope).plain()),
                "differentiate by the input",
                this::toString);
        return scope.own(descriptor, dnnl::dnnl_primitive_desc_destroy);
    }

    @Override
    public String toString() {
        return "a dense layer of " + batch + " rows from " + inputs + " to " + outputs + " values"
                + (bfloat16 ? ", in bfloat16" : ", in float32");
    }
}
