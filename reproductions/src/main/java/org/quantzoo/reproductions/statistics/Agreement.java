package org.quantzoo.reproductions.statistics;

import org.apache.commons.math3.distribution.HypergeometricDistribution;

/** Whether two yes-or-no properties of the same subjects go together. */
public final class Agreement {
    private Agreement() {}

    /**
     * The share of subjects for which both properties are the same, with the one-sided p value of Fisher's exact test; an exact value, for the case
     * that the subjects are all there are.
     */
    public static Estimate of(boolean[] first, boolean[] second) {
        if (first.length != second.length || first.length == 0) {
            throw new IllegalArgumentException("Expected two properties of the same subjects, at least one, found "
                    + first.length + " and " + second.length + ".");
        }
        int firstHolds = 0;
        int secondHolds = 0;
        int both = 0;
        int same = 0;
        for (int i = 0; i < first.length; i++) {
            firstHolds += first[i] ? 1 : 0;
            secondHolds += second[i] ? 1 : 0;
            both += first[i] && second[i] ? 1 : 0;
            same += first[i] == second[i] ? 1 : 0;
        }
        double p = new HypergeometricDistribution(null, first.length, firstHolds, secondHolds)
                .upperCumulativeProbability(both);
        return Estimate.exact((double) same / first.length, p, first.length);
    }
}
