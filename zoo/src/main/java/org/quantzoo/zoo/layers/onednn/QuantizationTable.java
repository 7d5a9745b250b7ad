package org.quantzoo.zoo.layers.onednn;

import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * An {@link AffineQuantizer} over floats as a step function: where each step begins, and its height.
 *
 * <p>The definition divides in double precision, and near the middle between two levels a product with the reciprocal would
 * sometimes decide otherwise. The table asks the definition for every step's first float once; afterwards one multiplication finds
 * the step to within its neighbours and comparisons settle it, so the result equals the definition for every float.
 */
final class QuantizationTable {
    private final AffineQuantizer quantizer;

    /** The smallest float of each level; one more entry, +infinity, ends the last. */
    private final float[] first;

    private final float[] value;
    private final float reciprocal;
    private final float shift;

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
        shift = quantizer.zeroPoint() + 0.5f;
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
     * Replaces the first {@code length} values by their quantized and dequantized ones.
     *
     * @return whether all of them were finite; the others are left as they are
     */
    boolean apply(float[] values, int length) {
        // In locals, because the compiler cannot know that the stores leave the fields alone.
        float[] starts = first;
        float[] heights = value;
        float factor = reciprocal;
        float offset = shift;
        int top = heights.length - 1;
        boolean finite = true;
        for (int i = 0; i < length; i++) {
            float x = values[i];
            if (!(Math.abs(x) <= Float.MAX_VALUE)) {
                finite = false;
                continue;
            }
            int level = Math.min(Math.max((int) (x * factor + offset), 0), top);
            while (x >= starts[level + 1]) {
                level++;
            }
            while (x < starts[level]) {
                level--;
            }
            values[i] = heights[level];
        }
        return finite;
    }
}
