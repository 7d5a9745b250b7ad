package org.quantzoo.zoo.quantization;

/** Rounding to the nearest integer, ties away from zero, as TensorFlow's quantize operation does it. */
final class Rounding {
    private Rounding() {}

    /**
     * Rounds exactly, for |x| below 2^31.
     *
     * <p>The remainder after truncation is exact, and so is its double, whose integer part tells whether it reaches a half. The
     * textbook form floor(|x| + 0.5) is inexact just below a half, and {@link Math#round(double)} and {@link Math#rint} break ties
     * differently. There is no branch, which matters: whether a value rounds up is a coin toss to a branch predictor.
     */
    static int halfAwayFromZero(double x) {
        int truncated = (int) x;
        return truncated + (int) (2 * (x - truncated));
    }
}
