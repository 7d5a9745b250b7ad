package org.quantzoo.benchmarks.program;

import java.util.Arrays;
import java.util.Collection;

/** The middle of some values, or the mean of the two in the middle. */
public final class Median {
    private Median() {}

    /** @throws IllegalArgumentException where there is no value */
    public static double of(double... values) {
        if (values.length == 0) {
            throw new IllegalArgumentException("A median needs at least one value, found none.");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** @throws IllegalArgumentException where there is no value */
    public static double of(Collection<Double> values) {
        return of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
