/**
 * The layers' arithmetic on CPUs, through oneDNN 3.
 *
 * <p>Arrays stay where ND4J put them: an {@code Operand} is the address of a checked array, and a primitive is executed on it
 * without a copy. Activations are NHWC float32 at every layer border; weights, and in bfloat16 the operands, are reordered into
 * the layout that the primitive asks for. All memory of a step is reserved when a shape is first met: one scratch area per
 * thread, and per kernel only what a backward pass needs from its forward pass.
 *
 * <p>oneDNN and ND4J share one OpenMP runtime (both link {@code libgomp.so.1}, and the dynamic loader keeps one library per name),
 * hence one thread pool per calling Java thread. {@code quantzoo.threads} sets its size for both.
 */
package org.quantzoo.zoo.layers.onednn;
