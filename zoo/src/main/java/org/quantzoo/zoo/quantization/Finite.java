package org.quantzoo.zoo.quantization;

/** The check that every value entering a quantizer or metric is a finite number. */
final class Finite {
    private Finite() {}

    /** Returns the value, or throws if it is NaN or infinite. */
    static double require(String what, double value) {
        if (!Double.isFinite(value)) {
            throw failure(what, value, 0);
        }
        return value;
    }

    /**
     * Throws if one of the first {@code length} values is NaN or infinite.
     *
     * @param what the operation, as the sentence's subject
     * @param firstElement element index of {@code values[0]} in the whole tensor, for the message
     */
    static void require(String what, double[] values, int length, long firstElement) {
        // A finite number times 0 is 0, any other NaN; four sums, because one would wait for each addition.
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < length; i += 4) {
            a += values[i] * 0;
            b += values[i + 1] * 0;
            c += values[i + 2] * 0;
            d += values[i + 3] * 0;
        }
        for (; i < length; i++) {
            a += values[i] * 0;
        }
        if (a + b + c + d != 0) {
            for (int j = 0; j < length; j++) {
                if (!Double.isFinite(values[j])) {
                    throw failure(what, values[j], firstElement + j);
                }
            }
        }
    }

    private static IllegalArgumentException failure(String what, double value, long element) {
        return new IllegalArgumentException(what + " needs finite values, found " + value + " at element " + element
                + "; check the tensor that is passed in for overflow or a diverged training run.");
    }
}
