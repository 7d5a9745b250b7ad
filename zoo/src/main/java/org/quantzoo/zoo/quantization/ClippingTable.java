package org.quantzoo.zoo.quantization;

/**
 * The ratio c = E|w| / a of mean magnitude to best clipping magnitude for Gaussian weights (DualPrecision Appendix B).
 *
 * <p>The ratio depends on the bit width alone. These are the roots that {@link GaussianClipping} finds by integration, written down to
 * twelve digits so that a network quantizes alike on every platform whatever the last bit of its exponential function; a test holds
 * the two together. The paper finds them by simulation.
 */
public final class ClippingTable {
    private static final int MIN_BITS = 3;
    private static final double[] RATIOS = {
        0.408687618115, 0.322523653499, 0.275253351711, 0.243992801433, 0.221176231810, 0.203515972993
    };

    private ClippingTable() {}

    /**
     * c for a bit width.
     *
     * @param bits 3 to 8
     */
    public static double ratio(int bits) {
        requireBits(bits);
        return RATIOS[bits - MIN_BITS];
    }

    static void requireBits(int bits) {
        int maxBits = MIN_BITS + RATIOS.length - 1;
        if (bits < MIN_BITS || bits > maxBits) {
            throw new IllegalArgumentException("A symmetric uniform filter quantizer has " + MIN_BITS + " to " + maxBits
                    + " bits, found " + bits + "; 1 bit is Binary, 2 bits are Ternary.");
        }
    }
}
