package org.quantzoo.reproductions.statistics;

import java.util.SplittableRandom;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/**
 * Spearman's rank correlation with a permutation test.
 *
 * @param rho from -1 to 1; NaN where one variable is constant
 * @param pValue two-sided: the share of random pairings with a correlation at least as strong; NaN where rho is
 * @param n number of pairs
 */
public record RankCorrelation(double rho, double pValue, int n) {
    private static final int PERMUTATIONS = 10_000;
    private static final long SEED = 20_220_402;

    /**
     * Correlates two variables, ties given their mean rank; the permutations are the same for the same number of pairs.
     *
     * @throws IllegalArgumentException where lengths differ, or there are fewer than three pairs
     */
    public static RankCorrelation of(double[] x, double[] y) {
        if (x.length != y.length || x.length < 3) {
            throw new IllegalArgumentException(
                    "Expected at least three pairs to correlate, found " + x.length + " and " + y.length + " values.");
        }
        NaturalRanking ranking = new NaturalRanking();
        double[] ranksOfX = ranking.rank(x);
        double[] ranksOfY = ranking.rank(y);
        PearsonsCorrelation pearson = new PearsonsCorrelation();
        double rho = pearson.correlation(ranksOfX, ranksOfY);
        if (Double.isNaN(rho)) {
            return new RankCorrelation(Double.NaN, Double.NaN, x.length);
        }
        SplittableRandom random = new SplittableRandom(SEED);
        int asStrong = 1;
        for (int i = 0; i < PERMUTATIONS; i++) {
            shuffle(ranksOfY, random);
            // A permutation that restores the order must count as equally strong in spite of rounding.
            if (Math.abs(pearson.correlation(ranksOfX, ranksOfY)) >= Math.abs(rho) - 1e-12) {
                asStrong++;
            }
        }
        return new RankCorrelation(rho, asStrong / (PERMUTATIONS + 1.0), x.length);
    }

    private static void shuffle(double[] values, SplittableRandom random) {
        for (int i = values.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            double swap = values[i];
            values[i] = values[j];
            values[j] = swap;
        }
    }
}
