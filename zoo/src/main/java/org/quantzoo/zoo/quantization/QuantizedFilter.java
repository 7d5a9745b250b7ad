package org.quantzoo.zoo.quantization;

/**
 * One filter on its own symmetric grid: weight i is {@code levels[i] * step}.
 *
 * @param levels signed integers
 * @param step distance of neighbouring levels, at least 0
 */
public record QuantizedFilter(int[] levels, double step) {

    /** The real values. */
    public double[] values() {
        double[] values = new double[levels.length];
        for (int i = 0; i < values.length; i++) {
            // A level 0 times a step is 0.0 in either sign of the original weight.
            values[i] = levels[i] * step;
        }
        return values;
    }
}
