package org.quantzoo.zoo.quantization;

/**
 * The asymmetric uniform quantizer of one tensor: R' = s (Q - Z) ("Starting Positions Matter" Eq. 1-3, thesis Eq. 2.5-2.8).
 *
 * @param bits N, 2 to 16
 * @param scale s, 0 only for the degenerate range [0, 0]
 * @param zeroPoint Z, in [0, 2^N - 1]
 * @param range the range values are clamped to before rounding
 */
public record AffineQuantizer(int bits, double scale, int zeroPoint, Range range) {}
