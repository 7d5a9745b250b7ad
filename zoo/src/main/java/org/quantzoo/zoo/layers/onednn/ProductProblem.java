package org.quantzoo.zoo.layers.onednn;

import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.global.dnnl;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * An operation that sums products of inputs and weights (a convolution, a dense layer), with all its sizes.
 *
 * <p>Implementations are records: they are keys of compiled operations, and {@code toString} names the operation in messages.
 */
interface ProductProblem {
    /** Whether a bias is added. */
    boolean bias();

    /** Whether the operands of the products are rounded to bfloat16; sums are float32 always. */
    boolean bfloat16();

    /** Whether a backward pass follows. */
    boolean training();

    /** Fused activation. */
    Rectifier rectifier();

    /** Number of output values. */
    long outputLength();

    /** The input as the caller holds it, in the given data type. */
    dnnl_memory_desc input(Layout layout, int dataType);

    /** The output as the caller holds it, in the given data type. */
    dnnl_memory_desc output(Layout layout, int dataType);

    /** The weights as the caller holds them, in float32. */
    dnnl_memory_desc weights(Layout layout);

    /** The forward primitive; backward primitives take it as a hint. */
    dnnl_primitive_desc forward(NativeScope scope, int propagation);

    /** The primitive of the gradients at weights and bias. */
    dnnl_primitive_desc weightGradient(NativeScope scope, dnnl_primitive_desc hint);

    /** The primitive of the gradient at the input. */
    dnnl_primitive_desc inputGradient(NativeScope scope, dnnl_primitive_desc hint);

    /** The data type of the operands of the products. */
    default int operandType() {
        return bfloat16() ? dnnl.dnnl_bf16 : dnnl.dnnl_f32;
    }
}
