package org.quantzoo.zoo.quantization;

/**
 * A closed interval of real values.
 *
 * @param min lower end, finite
 * @param max upper end, finite, at least {@code min}
 */
public record Range(double min, double max) {
    public Range {
        if (!Double.isFinite(min) || !Double.isFinite(max) || min > max) {
            throw new IllegalArgumentException(
                    "A range needs finite ends with min <= max, found [" + min + ", " + max + "].");
        }
    }

    /** max - min. */
    public double width() {
        return max - min;
    }

    /** Whether the value lies between the ends, both included. */
    public boolean contains(double value) {
        return value >= min && value <= max;
    }

    /** The value itself inside the range, the nearer end outside. */
    public double clamp(double value) {
        return Math.min(Math.max(value, min), max);
    }

    /** The smallest range that holds this one and 0, as every quantizer needs it. */
    public Range includingZero() {
        return new Range(Math.min(min, 0), Math.max(max, 0));
    }

    /** What is left of this range inside the other; the nearer end of the other where they do not meet. */
    public Range clippedTo(Range other) {
        return new Range(other.clamp(min), other.clamp(max));
    }
}
