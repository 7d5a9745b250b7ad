package org.quantzoo.zoo.quantization;

/**
 * An exponential moving average, m &lt;- momentum m + (1 - momentum) x.
 *
 * @param momentum the old average's weight, in [0, 1)
 * @param value the average so far, finite
 */
public record ExponentialMovingAverage(double momentum, double value) {
    public ExponentialMovingAverage {
        requireMomentum(momentum);
        Finite.require("A moving average", value);
    }

    /** The average after one more value. */
    public ExponentialMovingAverage after(double next) {
        Finite.require("A moving average", next);
        return new ExponentialMovingAverage(momentum, momentum * value + (1 - momentum) * next);
    }

    static void requireMomentum(double momentum) {
        if (!(momentum >= 0 && momentum < 1)) {
            throw new IllegalArgumentException("A moving average needs a momentum in [0, 1), found " + momentum + ".");
        }
    }
}
