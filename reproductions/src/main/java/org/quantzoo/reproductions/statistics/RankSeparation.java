package org.quantzoo.reproductions.statistics;

import java.util.Arrays;
import java.util.function.DoublePredicate;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.stat.ranking.NaturalRanking;

/** How well one score tells two groups apart: the area under the receiver operating characteristic. */
public final class RankSeparation {
    private static final double ALPHA = 0.05;

    /** Halvings of an interval of at most 1: far below the decimals that are shown. */
    private static final int BISECTIONS = 60;

    private RankSeparation() {}

    /**
     * The probability that a member of the first group scores higher than one of the second, ties counted half.
     *
     * <p>The interval is that of Newcombe (Statistics in Medicine 25, 2006, method 5), which does not shrink to a point where small groups separate
     * completely; the p value is that of the rank-sum test, exact also for tied scores.
     *
     * @throws IllegalArgumentException where a group is empty
     */
    public static Estimate of(double[] first, double[] second) {
        if (first.length == 0 || second.length == 0) {
            throw new IllegalArgumentException(
                    "Expected two groups with members, found " + first.length + " and " + second.length + ".");
        }
        double[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        // Mean ranks of ties are halves, so twice the ranks are whole numbers.
        int[] doubledRanks = Arrays.stream(new NaturalRanking().rank(all))
                .mapToInt(rank -> (int) Math.round(2 * rank))
                .toArray();
        int doubledSum = Arrays.stream(doubledRanks).limit(first.length).sum();
        double m = first.length;
        double k = second.length;
        double area = (doubledSum / 2.0 - m * (m + 1) / 2) / (m * k);
        double z = new NormalDistribution().inverseCumulativeProbability(1 - ALPHA / 2);
        return new Estimate(
                area,
                edge(0, area, limit -> area - limit > z * deviation(limit, m, k)),
                edge(area, 1, limit -> limit - area <= z * deviation(limit, m, k)),
                exactP(doubledRanks, first.length, doubledSum),
                all.length);
    }

    /** Standard deviation of the area where its true value is {@code area}, with the variance of Hanley and McNeil in Newcombe's symmetric form. */
    private static double deviation(double area, double m, double k) {
        double half = (m + k) / 2 - 1;
        return Math.sqrt(area * (1 - area) * (1 + half * (1 - area) / (2 - area) + half * area / (1 + area)) / (m * k));
    }

    /** Where a condition that holds at {@code from} ceases to hold on the way to {@code to}; {@code to} where it always holds. */
    private static double edge(double from, double to, DoublePredicate holds) {
        if (holds.test(to)) {
            return to;
        }
        double inside = from;
        double outside = to;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (inside + outside) / 2;
            if (holds.test(middle)) {
                inside = middle;
            } else {
                outside = middle;
            }
        }
        return inside;
    }

    /** The share of all choices of a first group whose rank sum lies as far from its expectation as the observed one. */
    private static double exactP(int[] doubledRanks, int chosen, int observed) {
        int total = Arrays.stream(doubledRanks).sum();
        // ways[j][s]: how many choices of j members have the doubled rank sum s.
        double[][] ways = new double[chosen + 1][total + 1];
        ways[0][0] = 1;
        for (int rank : doubledRanks) {
            for (int j = chosen; j > 0; j--) {
                for (int sum = total; sum >= rank; sum--) {
                    ways[j][sum] += ways[j - 1][sum - rank];
                }
            }
        }
        double expected = (double) total * chosen / doubledRanks.length;
        double all = 0;
        double asFar = 0;
        for (int sum = 0; sum <= total; sum++) {
            all += ways[chosen][sum];
            // Sums are halves of whole numbers apart, so rounding of the expectation cannot part equal distances.
            asFar += Math.abs(sum - expected) >= Math.abs(observed - expected) - 1e-6 ? ways[chosen][sum] : 0;
        }
        return asFar / all;
    }
}
