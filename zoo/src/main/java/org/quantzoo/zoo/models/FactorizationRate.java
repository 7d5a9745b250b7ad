package org.quantzoo.zoo.models;

/**
 * The number of groups of a FactorizeNet block's 3x3 convolution as a function of the block's input depth (thesis section 5.2).
 *
 * @param initial groups at input depth 64 (channels at width 1), a power of two
 * @param trend what becomes of them in deeper blocks
 */
public record FactorizationRate(int initial, Trend trend) {

    /** What becomes of the rate where the depth doubles. */
    public enum Trend {
        /** It stays: the thesis' {@code f}. */
        UNIFORM,
        /** It doubles: the thesis' {@code f_init}, the reverse pyramid. */
        GROWING,
        /** It halves: the order that thesis section 6.2.5 advises against. */
        SHRINKING
    }

    private static final int BASE_DEPTH = 64;
    private static final int LARGEST_DEPTH = 256;

    public FactorizationRate {
        if (initial < 1 || Integer.bitCount(initial) != 1) {
            throw new IllegalArgumentException(
                    "A factorisation rate must be a power of two, as channel counts are, found " + initial + ".");
        }
        if (trend == Trend.SHRINKING && initial < LARGEST_DEPTH / BASE_DEPTH) {
            throw new IllegalArgumentException("A factorisation rate that halves twice must begin at "
                    + LARGEST_DEPTH / BASE_DEPTH + " or more, found " + initial + ".");
        }
    }

    /** The same rate in every block: f2, f4, f8, f16. */
    public static FactorizationRate uniform(int rate) {
        return new FactorizationRate(rate, Trend.UNIFORM);
    }

    /** A rate that doubles with the depth, the reverse pyramid: f_init2 is 2, 4, 8 at depths 64, 128, 256. */
    public static FactorizationRate initial(int rate) {
        return new FactorizationRate(rate, Trend.GROWING);
    }

    /** A rate that halves while the depth doubles: from 8 it is 8, 4, 2 at depths 64, 128, 256. */
    public static FactorizationRate shrinking(int rate) {
        return new FactorizationRate(rate, Trend.SHRINKING);
    }

    /**
     * The groups at an input depth.
     *
     * @param inDepth input channels at width 1: 64, 128 or 256
     */
    public int groups(int inDepth) {
        return switch (trend) {
            case UNIFORM -> initial;
            case GROWING -> initial * inDepth / BASE_DEPTH;
            case SHRINKING -> initial * BASE_DEPTH / inDepth;
        };
    }

    /** The thesis' name, {@code f4} or {@code f_init4}; {@code f_8_4_2} for a rate that shrinks, which has none there. */
    @Override
    public String toString() {
        return switch (trend) {
            case UNIFORM -> "f" + initial;
            case GROWING -> "f_init" + initial;
            case SHRINKING -> "f_" + groups(BASE_DEPTH) + "_" + groups(2 * BASE_DEPTH) + "_" + groups(LARGEST_DEPTH);
        };
    }
}
