package org.quantzoo.zoo.layers.onednn;

import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * How a 32-bit sum becomes a level: round(sum / divisor) + zero point, clipped to what rectifier and quantizer can give.
 *
 * <p>Quantizing keeps order, so rectifying and quantizing is quantizing and clipping to the levels of the rectifier's bounds.
 *
 * @param divisor the output's step in units of the sum's
 * @param zeroPoint the level of 0
 * @param lowest the smallest level
 * @param highest the largest level, at most 255
 */
record Requantization(double divisor, int zeroPoint, int lowest, int highest) {
    private static final int LARGEST_LEVEL = 255;

    /**
     * The requantization of sums.
     *
     * @param step the real value of a sum of 1
     */
    static Requantization of(double step, AffineQuantizer quantizer, Rectifier rectifier) {
        boolean rectified = rectifier != Rectifier.NONE;
        double upper = Math.min(quantizer.range().max(), rectifier.upper());
        return new Requantization(
                IntegerTensor.scale(quantizer) / step,
                quantizer.zeroPoint(),
                rectified
                        ? quantizer.zeroPoint()
                        : quantizer.quantize(quantizer.range().min()),
                quantizer.quantize(upper));
    }

    /** Whether levels need clipping beyond the saturation of 8 bits. */
    boolean clips() {
        return lowest > 0 || highest < LARGEST_LEVEL;
    }

    /** Adds this to a primitive whose sums are integers. */
    void addTo(IntegerAttributes attributes, int output) {
        if (clips()) {
            attributes.clip((lowest - zeroPoint) * divisor, (highest - zeroPoint) * divisor);
        }
        attributes.scale(output, divisor).zeroPoint(output, zeroPoint);
    }
}
