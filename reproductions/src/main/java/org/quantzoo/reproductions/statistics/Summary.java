package org.quantzoo.reproductions.statistics;

import java.util.Arrays;
import java.util.Collection;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/**
 * What is reported of repeated measurements, for example of one cell over seeds.
 *
 * @param mean arithmetic mean
 * @param standardDeviation of the sample (divided by n - 1); NaN for a single value
 * @param n number of values
 * @param lower lower end of the 95 % bootstrap interval of the mean; NaN for a single value
 * @param upper upper end of it; NaN for a single value
 */
public record Summary(double mean, double standardDeviation, int n, double lower, double upper) {
    private static final int RESAMPLES = 2000;
    private static final long SEED = 20_220_401;
    private static final double COVERAGE_PERCENT = 95;

    /**
     * Summarises values; the bootstrap draws the same resamples for the same number of values.
     *
     * @throws IllegalArgumentException where there is none, or one is not a finite number
     */
    public static Summary of(double... values) {
        if (values.length == 0 || !Arrays.stream(values).allMatch(Double::isFinite)) {
            throw new IllegalArgumentException(
                    "Expected at least one value, all finite, to summarise, found " + Arrays.toString(values) + ".");
        }
        double mean = StatUtils.mean(values);
        if (values.length == 1) {
            return new Summary(mean, Double.NaN, 1, Double.NaN, Double.NaN);
        }
        double[] means = bootstrapMeans(values);
        Percentile percentile = new Percentile();
        percentile.setData(means);
        double tail = (100 - COVERAGE_PERCENT) / 2;
        return new Summary(
                mean,
                Math.sqrt(StatUtils.variance(values)),
                values.length,
                percentile.evaluate(tail),
                percentile.evaluate(100 - tail));
    }

    /** Summarises values. */
    public static Summary of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static double[] bootstrapMeans(double[] values) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] means = new double[RESAMPLES];
        for (int i = 0; i < RESAMPLES; i++) {
            double sum = 0;
            for (int j = 0; j < values.length; j++) {
                sum += values[random.nextInt(values.length)];
            }
            means[i] = sum / values.length;
        }
        return means;
    }
}
