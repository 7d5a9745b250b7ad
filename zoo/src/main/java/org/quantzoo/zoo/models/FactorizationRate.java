package org.quantzoo.zoo.models;

/**
 * The number of groups of a FactorizeNet block's 3x3 convolution as a function of the block's input depth (thesis section 5.2).
 *
 * @param initial groups at input depth 64 (channels at width 1)
 * @param growsWithDepth whether the rate doubles whenever the depth does ({@code f_init}), or is the same everywhere ({@code f})
 */
public record FactorizationRate(int initial, boolean growsWithDepth) {

    private static final int BASE_DEPTH = 64;

    public FactorizationRate {
        if (initial < 1 || Integer.bitCount(initial) != 1) {
            throw new IllegalArgumentException(
                    "A factorisation rate must be a power of two, as channel counts are, found " + initial + ".");
        }
    }

    /** The same rate in every block: f2, f4, f8, f16. */
    public static FactorizationRate uniform(int rate) {
        return new FactorizationRate(rate, false);
    }

    /** A rate that doubles with the depth, the reverse pyramid: f_init2 is 2, 4, 8 at depths 64, 128, 256. */
    public static FactorizationRate initial(int rate) {
        return new FactorizationRate(rate, true);
    }

    /**
     * The groups at an input depth.
     *
     * @param inDepth input channels at width 1: 64, 128 or 256
     */
    public int groups(int inDepth) {
        return growsWithDepth ? initial * inDepth / BASE_DEPTH : initial;
    }

    /** The thesis' name: {@code f4} or {@code f_init4}. */
    @Override
    public String toString() {
        return (growsWithDepth ? "f_init" : "f") + initial;
    }
}
