package org.quantzoo.reproductions.statistics;

import org.apache.commons.math3.distribution.FDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * How much of a variance lies between groups: one-way analysis of variance with random groups.
 *
 * <p>The variance within groups may come from repetitions in the groups themselves or from elsewhere, so that groups of a single observation can be
 * analysed where the noise of one observation is known.
 *
 * @param intraclassCorrelation share of a single observation's variance that lies between groups, with its interval and the p value of the F test
 * @param betweenDeviation standard deviation of the groups' true means, in the unit of the observations, with its interval and the same p value
 */
public record GroupVariance(Estimate intraclassCorrelation, Estimate betweenDeviation) {
    private static final double ALPHA = 0.05;

    /**
     * Analyses the means of groups.
     *
     * @param means one for each group, at least three
     * @param perGroup observations behind each mean; the harmonic mean where they differ
     * @param deviation standard deviation of one observation inside its group
     * @param degreesOfFreedom of that standard deviation
     */
    public static GroupVariance of(double[] means, double perGroup, double deviation, double degreesOfFreedom) {
        if (means.length < 3) {
            throw new IllegalArgumentException("Expected at least three groups, found " + means.length + ".");
        }
        double noise = deviation * deviation;
        double f = perGroup * StatUtils.variance(means) / noise;
        FDistribution distribution = new FDistribution(means.length - 1, degreesOfFreedom);
        double p = 1 - distribution.cumulativeProbability(f);
        double atLower = f / distribution.inverseCumulativeProbability(1 - ALPHA / 2);
        double atUpper = f / distribution.inverseCumulativeProbability(ALPHA / 2);
        int n = (int) Math.round(means.length * perGroup);
        return new GroupVariance(
                new Estimate(
                        correlation(f, perGroup), correlation(atLower, perGroup), correlation(atUpper, perGroup), p, n),
                new Estimate(
                        between(f, noise, perGroup),
                        between(atLower, noise, perGroup),
                        between(atUpper, noise, perGroup),
                        p,
                        n));
    }

    private static double correlation(double ratio, double perGroup) {
        return Math.max(0, (ratio - 1) / (ratio + perGroup - 1));
    }

    private static double between(double ratio, double noise, double perGroup) {
        return Math.sqrt(Math.max(0, noise * (ratio - 1) / perGroup));
    }
}
