package org.quantzoo.zoo.quantization;

/** How a quantizer treats a zero point -min/s that is not an integer. */
public enum ZeroPointRule {
    /**
     * Moves the range by less than half a step, so that it starts and ends on grid points (thesis section 2.2, in words; the rule of
     * TensorFlow's fake quantization). The project's default.
     */
    NUDGED,
    /**
     * Clamps to the given range and rounds the zero point separately ("Starting Positions Matter" Eq. 1-3), then saturates to the
     * integer grid. The printed equations have no saturation and can give 2^N.
     */
    LITERAL
}
