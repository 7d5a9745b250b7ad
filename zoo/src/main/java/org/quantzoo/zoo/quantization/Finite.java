package org.quantzoo.zoo.quantization;

/** The check that every value entering a quantizer or metric is a finite number. */
final class Finite {
    private static final int FLOAT_MAGNITUDE = 0x7fffffff;
    private static final int FLOAT_INFINITY = 0x7f800000;

    private Finite() {}

    /** Returns the value, or throws if it is NaN or infinite. */
    static double require(String what, double value) {
        if (!Double.isFinite(value)) {
            throw failure(what, value, 0);
        }
        return value;
    }

    /**
     * Throws if one of the values is NaN or infinite.
     *
     * @param what the operation, as the sentence's subject
     * @param firstElement element index of {@code values[offset]} in the whole tensor, for the message
     */
    static void require(String what, float[] values, int offset, int length, long firstElement) {
        // The bit pattern without sign orders magnitudes as integers, infinity and NaN above all finite ones: one
        // maximum tests all.
        int largest = 0;
        for (int i = offset; i < offset + length; i++) {
            largest = Math.max(largest, Float.floatToRawIntBits(values[i]) & FLOAT_MAGNITUDE);
        }
        if (largest >= FLOAT_INFINITY) {
            for (int i = offset; i < offset + length; i++) {
                if (!Float.isFinite(values[i])) {
                    throw failure(what, values[i], firstElement + i - offset);
                }
            }
        }
    }

    /** Throws if one of the values is NaN or infinite; parameters as in the float version. */
    static void require(String what, double[] values, int offset, int length, long firstElement) {
        boolean finite = true;
        for (int i = offset; i < offset + length; i++) {
            finite &= Math.abs(values[i]) <= Double.MAX_VALUE;
        }
        if (!finite) {
            for (int i = offset; i < offset + length; i++) {
                if (!Double.isFinite(values[i])) {
                    throw failure(what, values[i], firstElement + i - offset);
                }
            }
        }
    }

    private static IllegalArgumentException failure(String what, double value, long element) {
        return new IllegalArgumentException(what + " needs finite values, found " + value + " at element " + element
                + "; check the tensor that is passed in for overflow or a diverged training run.");
    }
}
