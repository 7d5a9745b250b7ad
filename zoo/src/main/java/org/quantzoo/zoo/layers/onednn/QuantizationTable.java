package org.quantzoo.zoo.layers.onednn;

import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * An {@link AffineQuantizer} over floats, equal to the definition for every float, in about 60 % of its time.
 *
 * <p>The definition divides in double precision, element by element. Here a float product with the reciprocal finds the level, in
 * loops that the just-in-time compiler turns into vector code. Float arithmetic errs only near the middle between two levels; the
 * loop notes how near each element came, and the few elements within the error bound are looked up in a table of the first float of
 * each level, which the definition itself has filled.
 */
final class QuantizationTable {
    /** Adding and subtracting it rounds a float of magnitude below 2^22 to the nearest integer. */
    private static final float ROUNDING = 3 << 22;

    private final AffineQuantizer quantizer;

    /** The smallest float of each level; one more entry, +infinity, ends the last. */
    private final float[] first;

    private final float[] value;
    private final float reciprocal;
    private final float scaleHigh;
    private final float scaleLow;
    private final float lowest;
    private final float highest;

    /** Elements whose distance to the nearest integer is at most this are decided; negative where none can be. */
    private final float decided;

    QuantizationTable(AffineQuantizer quantizer) {
        this.quantizer = quantizer;
        int levels = quantizer.maxLevel() + 1;
        first = new float[levels + 1];
        value = new float[levels];
        for (int level = 0; level < levels; level++) {
            first[level] = firstOf(level);
            value[level] = (float) quantizer.dequantize(level);
        }
        first[levels] = Float.POSITIVE_INFINITY;
        reciprocal = quantizer.scale() == 0 ? 0 : (float) (1 / quantizer.scale());
        scaleHigh = (float) quantizer.scale();
        scaleLow = (float) (quantizer.scale() - scaleHigh);
        lowest = quantizer.quantize(-Float.MAX_VALUE) - quantizer.zeroPoint();
        highest = quantizer.quantize(Float.MAX_VALUE) - quantizer.zeroPoint();
        decided = decidedDistance();
    }

    AffineQuantizer quantizer() {
        return quantizer;
    }

    private float firstOf(int level) {
        if (quantizer.quantize(-Float.MAX_VALUE) >= level) {
            return Float.NEGATIVE_INFINITY;
        }
        if (quantizer.quantize(Float.MAX_VALUE) < level) {
            return Float.POSITIVE_INFINITY;
        }
        float candidate = (float) ((level - 0.5 - quantizer.zeroPoint()) * quantizer.scale());
        while (quantizer.quantize(candidate) >= level) {
            candidate = Math.nextDown(candidate);
        }
        while (quantizer.quantize(candidate) < level) {
            candidate = Math.nextUp(candidate);
        }
        return candidate;
    }

    /**
     * Half a step, less the error of the float quotient: the reciprocal and the product are each rounded by at most 2^-24 of a
     * quotient that is at most one step beyond the levels, and a factor 2 is kept in reserve. Where the reciprocal overflows, or a
     * level's value comes out one float off, the table decides all.
     */
    private float decidedDistance() {
        if (Float.isInfinite(reciprocal) || (reciprocal != 0 && reciprocal < Float.MIN_NORMAL)) {
            return -1;
        }
        for (int level = 0; level < value.length; level++) {
            if (valueOf(level - quantizer.zeroPoint()) != value[level]) {
                return -1;
            }
        }
        float largest = Math.max(-lowest, highest) + 1;
        return 0.5f - largest * 0x1p-22f;
    }

    private float valueOf(float steps) {
        return Math.fma(steps, scaleHigh, steps * scaleLow);
    }

    /**
     * Quantizes and dequantizes.
     *
     * @param x source
     * @param y receives the results; not the same array as {@code x}
     * @param distances scratch
     * @param length elements of each array to use
     * @return whether all sources were finite; the results of the others are undefined
     */
    boolean apply(float[] x, float[] y, float[] distances, int length) {
        approximate(x, y, distances, length);
        float limit = decided;
        if (largest(distances, length) <= limit) {
            return true;
        }
        boolean finite = true;
        for (int i = 0; i < length; i++) {
            // Also true for the distance NaN that an infinite or undefined source leaves.
            if (!(distances[i] <= limit)) {
                if (Float.isFinite(x[i])) {
                    y[i] = exact(x[i]);
                } else {
                    finite = false;
                }
            }
        }
        return finite;
    }

    private void approximate(float[] x, float[] y, float[] distances, int length) {
        // In locals, because the compiler cannot know that the stores leave the fields alone.
        float factor = reciprocal;
        float high = scaleHigh;
        float low = scaleLow;
        float least = lowest;
        float most = highest;
        for (int i = 0; i < length; i++) {
            float quotient = x[i] * factor;
            float rounded = (quotient + ROUNDING) - ROUNDING;
            distances[i] = Math.abs(quotient - rounded);
            float steps = Math.min(Math.max(rounded, least), most);
            y[i] = Math.fma(steps, high, steps * low);
        }
    }

    private static float largest(float[] distances, int length) {
        float largest = 0;
        for (int i = 0; i < length; i++) {
            largest = Math.max(largest, distances[i]);
        }
        return largest;
    }

    private float exact(float x) {
        int top = value.length - 1;
        int level = Math.min(Math.max((int) (x * reciprocal + quantizer.zeroPoint() + 0.5f), 0), top);
        while (x >= first[level + 1]) {
            level++;
        }
        while (x < first[level]) {
            level--;
        }
        return value[level];
    }
}
