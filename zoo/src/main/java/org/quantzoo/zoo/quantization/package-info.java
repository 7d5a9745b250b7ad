/**
 * The mathematics of quantization: quantizers, ranges, folding, noise, sizes and metrics.
 *
 * <p>Everything here works on numbers and {@link org.nd4j.linalg.api.ndarray.INDArray}s; nothing knows a network layer or a file.
 * Arithmetic is defined in double precision: a float element is widened, computed as a double and rounded to float once, at the
 * end. So an array operation gives, element by element, exactly what the scalar method of the same name gives.
 *
 * <p>Equation numbers refer to three documents: "Starting Positions Matter" (arXiv 2506.10463), the thesis "An Analysis Framework
 * for the Quantization-Aware Design of Efficient, Low-Power CNNs" (2022) and "On the Pareto Efficiency of Quantized CNNs"
 * (DualPrecision, ICLR 2020 submission). Where a printed formula is wrong or silent, the Javadoc says what is computed instead.
 */
package org.quantzoo.zoo.quantization;
