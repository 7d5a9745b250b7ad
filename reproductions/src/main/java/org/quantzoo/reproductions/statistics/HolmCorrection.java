package org.quantzoo.reproductions.statistics;

import java.util.Comparator;
import java.util.stream.IntStream;

/** Holm's step-down correction for a family of tests. */
public final class HolmCorrection {
    private HolmCorrection() {}

    /** The adjusted p-values, in the order of the given ones: a test is significant where its own lies below the level. */
    public static double[] adjust(double... pValues) {
        int[] ascending = IntStream.range(0, pValues.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] adjusted = new double[pValues.length];
        double largest = 0;
        for (int rank = 0; rank < ascending.length; rank++) {
            largest = Math.max(largest, Math.min(1, pValues[ascending[rank]] * (pValues.length - rank)));
            adjusted[ascending[rank]] = largest;
        }
        return adjusted;
    }
}
