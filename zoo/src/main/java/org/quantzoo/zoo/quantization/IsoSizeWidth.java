package org.quantzoo.zoo.quantization;

import java.util.function.DoubleFunction;

/**
 * The width at which a network takes a given model size. DualPrecision compares bit widths at equal C_size: each pair is trained at
 * the size of the 0.25x 8-bit network.
 *
 * @param width width multiplier
 * @param bits C_size at that width; channel counts are whole numbers, so it rarely meets the target exactly
 */
public record IsoSizeWidth(double width, long bits) {
    private static final int HALVINGS = 60;

    /**
     * Finds the width whose C_size is nearest to the target, the smaller of two equally near ones.
     *
     * @param size C_size of the network as a function of its width; must not fall as the width grows
     * @param targetBits C_size to meet, in bits
     * @param minWidth smallest width to consider, positive
     * @param maxWidth largest width to consider
     * @throws IllegalArgumentException if the target lies outside what the widths give
     */
    public static IsoSizeWidth nearest(
            DoubleFunction<ModelSize> size, long targetBits, double minWidth, double maxWidth) {
        double low = minWidth;
        double high = maxWidth;
        long lowBits = size.apply(low).bits();
        long highBits = size.apply(high).bits();
        if (!(minWidth > 0 && minWidth <= maxWidth) || targetBits < lowBits || targetBits > highBits) {
            throw new IllegalArgumentException("A target of " + targetBits + " bits is not met by widths " + minWidth
                    + " to " + maxWidth + ", which give " + lowBits + " to " + highBits + " bits; widen the interval.");
        }
        // C_size is a staircase; this closes in on the step that crosses the target.
        for (int i = 0; i < HALVINGS && lowBits != targetBits; i++) {
            double middle = (low + high) / 2;
            long middleBits = size.apply(middle).bits();
            if (middleBits <= targetBits) {
                low = middle;
                lowBits = middleBits;
            } else {
                high = middle;
                highBits = middleBits;
            }
        }
        return targetBits - lowBits <= highBits - targetBits
                ? new IsoSizeWidth(low, lowBits)
                : new IsoSizeWidth(high, highBits);
    }
}
