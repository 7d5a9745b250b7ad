package org.quantzoo.zoo.quantization;

/**
 * The symmetric uniform filter quantizer of DualPrecision Eq. 1: 2^b - 1 levels, 0 included.
 *
 * <pre>
 *   a = m / c,  L = 2^(b-1) - 1,  s = a / L,  Q = round(clamp(w, -a, a) / s) s
 * </pre>
 *
 * @param bits b, 3 to 8
 * @param clippingRatio c = E|w| / a, positive; {@link ClippingTable} has the best one for Gaussian weights
 */
public record SymmetricUniform(int bits, double clippingRatio) implements FilterQuantizer {
    public SymmetricUniform {
        ClippingTable.requireBits(bits);
        if (!(clippingRatio > 0) || !Double.isFinite(clippingRatio)) {
            throw new IllegalArgumentException("A clipping ratio is positive and finite, found " + clippingRatio + ".");
        }
    }

    /** The quantizer that clips where the squared error of Gaussian weights is smallest (Appendix B). */
    public static SymmetricUniform gaussian(int bits) {
        return new SymmetricUniform(bits, ClippingTable.ratio(bits));
    }

    /** L, the largest level. */
    public int maxLevel() {
        return (1 << (bits - 1)) - 1;
    }

    /** a, the magnitude at which a filter with the given mean magnitude is clipped. */
    public double clip(double meanMagnitude) {
        return meanMagnitude / clippingRatio;
    }

    @Override
    public QuantizedFilter quantize(double[] weights) {
        double step = clip(FilterQuantizer.meanMagnitude(weights)) / maxLevel();
        int[] levels = new int[weights.length];
        if (step > 0) {
            for (int i = 0; i < weights.length; i++) {
                levels[i] = Rounding.level(weights[i], step, -maxLevel(), maxLevel());
            }
        }
        return new QuantizedFilter(levels, step);
    }
}
