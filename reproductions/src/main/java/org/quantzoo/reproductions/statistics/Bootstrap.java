package org.quantzoo.reproductions.statistics;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;

/** Intervals of quantities that no formula covers, by drawing the observations anew. */
public final class Bootstrap {
    private static final int RESAMPLES = 2000;
    private static final long SEED = 20_220_403;
    private static final double TAIL_PERCENT = 2.5;

    private Bootstrap() {}

    /**
     * The 95 % percentile interval of a statistic; the same draws for the same number of observations.
     *
     * @param n number of observations
     * @param statistic takes the numbers (from 0) of the observations that it is computed from; a NaN leaves a draw out
     * @return value and interval, without a test
     */
    public static Estimate of(int n, ToDoubleFunction<int[]> statistic) {
        SplittableRandom random = new SplittableRandom(SEED);
        double[] drawn = IntStream.range(0, RESAMPLES)
                .mapToDouble(i -> statistic.applyAsDouble(random.ints(n, 0, n).toArray()))
                .filter(value -> !Double.isNaN(value))
                .toArray();
        double value = statistic.applyAsDouble(IntStream.range(0, n).toArray());
        if (drawn.length == 0) {
            return new Estimate(value, Double.NaN, Double.NaN, Double.NaN, n);
        }
        Arrays.sort(drawn);
        Percentile percentile = new Percentile();
        percentile.setData(drawn);
        return new Estimate(
                value, percentile.evaluate(TAIL_PERCENT), percentile.evaluate(100 - TAIL_PERCENT), Double.NaN, n);
    }
}
