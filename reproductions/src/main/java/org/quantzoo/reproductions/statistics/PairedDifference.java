package org.quantzoo.reproductions.statistics;

import java.util.Arrays;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.inference.AlternativeHypothesis;
import org.apache.commons.math3.stat.inference.BinomialTest;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;

/**
 * The comparison of two treatments of the same subjects, for example with and without batch normalisation for each initialiser and
 * seed.
 *
 * @param differences summary of first minus second
 * @param median of the differences
 * @param positive number of pairs in which the first is larger
 * @param wilcoxonP two-sided p-value of the Wilcoxon signed-rank test over the pairs that differ; NaN where fewer than two do
 * @param signP two-sided p-value of the sign test over the pairs that differ; NaN where none does
 */
public record PairedDifference(Summary differences, double median, int positive, double wilcoxonP, double signP) {
    /** Up to this number of pairs the distribution of the signed-rank statistic is enumerated (2^n cases). */
    private static final int EXACT_UP_TO = 20;

    /**
     * Compares pair by pair.
     *
     * @throws IllegalArgumentException where lengths differ or there is no pair
     */
    public static PairedDifference of(double[] first, double[] second) {
        if (first.length != second.length || first.length == 0) {
            throw new IllegalArgumentException(
                    "Expected the same number of values, at least one, in both samples, found " + first.length + " and "
                            + second.length + ".");
        }
        double[] differences = new double[first.length];
        for (int i = 0; i < first.length; i++) {
            differences[i] = first[i] - second[i];
        }
        double[] unequal = Arrays.stream(differences).filter(d -> d != 0).toArray();
        int positive = (int) Arrays.stream(unequal).filter(d -> d > 0).count();
        return new PairedDifference(
                Summary.of(differences),
                StatUtils.percentile(differences, 50),
                positive,
                unequal.length < 2
                        ? Double.NaN
                        // Twice the upper tail exceeds 1 where the statistic lies in the middle.
                        : Math.min(
                                1,
                                new WilcoxonSignedRankTest()
                                        .wilcoxonSignedRankTest(
                                                unequal, new double[unequal.length], unequal.length <= EXACT_UP_TO)),
                unequal.length == 0
                        ? Double.NaN
                        : new BinomialTest()
                                .binomialTest(unequal.length, positive, 0.5, AlternativeHypothesis.TWO_SIDED));
    }
}
