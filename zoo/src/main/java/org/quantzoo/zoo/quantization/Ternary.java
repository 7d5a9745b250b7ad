package org.quantzoo.zoo.quantization;

/**
 * The 2-bit filter quantizer of DualPrecision Eq. 3: weights below 0.7 m in magnitude become 0, the others plus or minus one scale.
 *
 * <p>The printed mask compares w instead of |w|, which would zero every negative weight; |w| is used. The threshold is that of ternary
 * weight networks.
 *
 * @param scale what the kept weights become
 */
public record Ternary(Scale scale) implements FilterQuantizer {
    /** Threshold relative to the mean magnitude. */
    public static final double THRESHOLD_FACTOR = 0.7;

    /** The magnitude of the kept weights. */
    public enum Scale {
        /** m, the mean over all weights, as printed. */
        MEAN_OF_ALL,
        /** The mean over the kept weights, which has the smaller squared error: 0.192 instead of 0.278 of a Gaussian's variance. */
        MEAN_OF_KEPT
    }

    @Override
    public int bits() {
        return 2;
    }

    /** The magnitude below which a weight becomes 0. */
    public double threshold(double meanMagnitude) {
        return THRESHOLD_FACTOR * meanMagnitude;
    }

    @Override
    public QuantizedFilter quantize(double[] weights) {
        double mean = FilterQuantizer.meanMagnitude(weights);
        double threshold = threshold(mean);
        int[] levels = new int[weights.length];
        double keptSum = 0;
        int kept = 0;
        for (int i = 0; i < weights.length; i++) {
            if (Math.abs(weights[i]) >= threshold) {
                levels[i] = (int) Math.signum(weights[i]);
                keptSum += Math.abs(weights[i]);
                kept++;
            }
        }
        // The largest magnitude is at least the mean, so at least one weight is kept.
        return new QuantizedFilter(levels, scale == Scale.MEAN_OF_ALL ? mean : keptSum / kept);
    }
}
