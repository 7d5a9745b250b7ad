package org.quantzoo.zoo.quantization;

/**
 * Rounding to integer levels: to nearest, ties away from zero, as TensorFlow's quantize operation does it.
 *
 * <p>The sources clamp a value to [min, max] and then round its quotient by the step. Division by a positive step and rounding both
 * keep order, so clamping the quotient to the rounded ends gives the same level; that form needs one clamp fewer, and
 * {@link #levels} is written so that the compiler turns it into vector instructions.
 */
final class Rounding {
    private Rounding() {}

    /**
     * Rounds exactly, for |x| below 2^31.
     *
     * <p>The remainder after truncation is exact, and so is its double, whose integer part tells whether it reaches a half. The
     * textbook form floor(|x| + 0.5) is inexact just below a half, and {@link Math#round(double)} and {@link Math#rint} break ties
     * differently.
     */
    static int halfAwayFromZero(double x) {
        int truncated = (int) x;
        return truncated + (int) (2 * (x - truncated));
    }

    /**
     * The level of one value: round(value / step), at least {@code lowest} and at most {@code highest}.
     *
     * @param step positive
     */
    static int level(double value, double step, int lowest, int highest) {
        return halfAwayFromZero(Math.min(Math.max(value / step, lowest), highest));
    }

    /**
     * Replaces the first {@code length} values by their levels, equal to those of {@link #level}.
     *
     * @param lowest at most 0
     * @param highest at least 0
     */
    static void levels(double[] values, int length, double step, int lowest, int highest) {
        double top = highest;
        double depth = -lowest;
        for (int i = 0; i < length; i++) {
            double quotient = values[i] / step;
            // Ties go away from zero on both sides, so each side is rounded as a magnitude; one of the two is 0.
            double above = Math.min(Math.max(quotient, 0), top);
            double below = Math.min(Math.max(-quotient, 0), depth);
            double wholeAbove = Math.floor(above);
            double wholeBelow = Math.floor(below);
            double roundedAbove = wholeAbove + Math.floor(2 * (above - wholeAbove));
            double roundedBelow = wholeBelow + Math.floor(2 * (below - wholeBelow));
            values[i] = roundedAbove - roundedBelow;
        }
    }
}
