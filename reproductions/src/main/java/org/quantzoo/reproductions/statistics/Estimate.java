package org.quantzoo.reproductions.statistics;

import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.distribution.FDistribution;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.AlternativeHypothesis;
import org.apache.commons.math3.stat.inference.BinomialTest;
import org.apache.commons.math3.util.FastMath;

/**
 * A quantity with what is known about it.
 *
 * @param value the point estimate
 * @param lower lower end of the 95 % interval; the value itself where nothing was sampled
 * @param upper upper end of it
 * @param pValue two-sided, against no effect; NaN where no test belongs to the estimate
 * @param n number of independent observations behind it
 */
public record Estimate(double value, double lower, double upper, double pValue, int n) {
    /** Probability that an interval misses its quantity. */
    private static final double ALPHA = 0.05;

    /** Variance of Fisher's z of a rank correlation, times n - 3 (Fieller, Hartley and Pearson 1957). */
    private static final double FIELLER = 1.06;

    /** The smallest two-sided p value of the signed-rank test of five pairs is 1/16. */
    private static final int FEWEST_RANKS = 6;

    /** A quantity that was computed from all there is, so that nothing is left to chance. */
    public static Estimate exact(double value, double pValue, int n) {
        return new Estimate(value, value, value, pValue, n);
    }

    /**
     * The mean of a sample, with Student's interval and test.
     *
     * @throws IllegalArgumentException for fewer than two values
     */
    public static Estimate ofMean(double... values) {
        requireAtLeast(2, values.length);
        double error = Math.sqrt(StatUtils.variance(values) / values.length);
        return withError(StatUtils.mean(values), error, values.length - 1, values.length, 1);
    }

    /** The difference of two means, first minus second, with Welch's interval and test; each sample has at least two values. */
    public static Estimate ofDifference(double[] first, double[] second) {
        requireAtLeast(2, Math.min(first.length, second.length));
        double a = StatUtils.variance(first) / first.length;
        double b = StatUtils.variance(second) / second.length;
        double degreesOfFreedom = (a + b) * (a + b) / (a * a / (first.length - 1) + b * b / (second.length - 1));
        return withError(
                StatUtils.mean(first) - StatUtils.mean(second),
                Math.sqrt(a + b),
                Double.isNaN(degreesOfFreedom) ? first.length + second.length - 2 : degreesOfFreedom,
                first.length + second.length,
                1);
    }

    /**
     * The mean of first minus second, with Student's interval and the p value of the signed-rank test; of Student's test below six pairs, where ranks
     * cannot be significant.
     */
    public static Estimate ofPairs(double[] first, double[] second) {
        requireAtLeast(2, first.length);
        PairedDifference paired = PairedDifference.of(first, second);
        double error = paired.differences().standardDeviation() / Math.sqrt(first.length);
        Estimate mean = withError(paired.differences().mean(), error, first.length - 1, first.length, 1);
        return first.length < FEWEST_RANKS
                ? mean
                : new Estimate(mean.value, mean.lower, mean.upper, paired.wilcoxonP(), mean.n);
    }

    /**
     * A quantity whose standard error is known or was estimated elsewhere.
     *
     * @param degreesOfFreedom of the estimate of the standard error
     * @param n number of observations
     * @param chosenAmong how many quantities this one was chosen from for its size: interval and p value are Bonferroni's for as many; 1 where
     *     it was chosen beforehand
     */
    public static Estimate withError(
            double value, double standardError, double degreesOfFreedom, int n, int chosenAmong) {
        TDistribution t = new TDistribution(degreesOfFreedom);
        double half = t.inverseCumulativeProbability(1 - ALPHA / 2 / chosenAmong) * standardError;
        double p = standardError == 0
                ? (value == 0 ? 1 : 0)
                : 2 * t.cumulativeProbability(-Math.abs(value) / standardError);
        return new Estimate(value, value - half, value + half, Math.min(1, chosenAmong * p), n);
    }

    /** The standard deviation of the first sample divided by that of the second, with the interval and the test of the variance ratio. */
    public static Estimate ofDeviationRatio(double[] first, double[] second) {
        requireAtLeast(2, Math.min(first.length, second.length));
        double f = StatUtils.variance(first) / StatUtils.variance(second);
        FDistribution distribution = new FDistribution(first.length - 1, second.length - 1);
        double below = distribution.cumulativeProbability(f);
        return new Estimate(
                Math.sqrt(f),
                Math.sqrt(f / distribution.inverseCumulativeProbability(1 - ALPHA / 2)),
                Math.sqrt(f / distribution.inverseCumulativeProbability(ALPHA / 2)),
                2 * Math.min(below, 1 - below),
                first.length + second.length);
    }

    /** The share of successes, with the interval of Clopper and Pearson and the exact test against a share that chance would give. */
    public static Estimate ofShare(int successes, int n, double chance) {
        requireAtLeast(1, n);
        double lower = successes == 0
                ? 0
                : new BetaDistribution(successes, n - successes + 1).inverseCumulativeProbability(ALPHA / 2);
        double upper = successes == n
                ? 1
                : new BetaDistribution(successes + 1, n - successes).inverseCumulativeProbability(1 - ALPHA / 2);
        double p = new BinomialTest().binomialTest(n, successes, chance, AlternativeHypothesis.TWO_SIDED);
        return new Estimate((double) successes / n, lower, upper, Math.min(1, p), n);
    }

    /**
     * Spearman's rank correlation, with the interval of Fisher's z and the p value of a permutation test; value and interval are NaN where one
     * variable is constant.
     *
     * @throws IllegalArgumentException for fewer than four pairs
     */
    public static Estimate ofRankCorrelation(double[] x, double[] y) {
        requireAtLeast(4, x.length);
        RankCorrelation correlation = RankCorrelation.of(x, y);
        // A correlation of 1 has an infinite z; the bound keeps intervals finite and changes no decimal that is shown.
        double z = FastMath.atanh(Math.max(-1 + 1e-12, Math.min(1 - 1e-12, correlation.rho())));
        double half = new NormalDistribution().inverseCumulativeProbability(1 - ALPHA / 2)
                * Math.sqrt(FIELLER / (x.length - 3));
        return new Estimate(
                correlation.rho(), Math.tanh(z - half), Math.tanh(z + half), correlation.pValue(), x.length);
    }

    private static void requireAtLeast(int least, int found) {
        if (found < least) {
            throw new IllegalArgumentException("Expected at least " + least + " observations, found " + found + ".");
        }
    }
}
