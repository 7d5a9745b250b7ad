package org.quantzoo.datasets.architectures;

import java.util.Arrays;

/**
 * The distribution of one quantity over a set of architectures, with the bins a histogram needs.
 *
 * @param mean arithmetic mean
 * @param standardDeviation population standard deviation
 * @param minimum smallest value
 * @param median the middle value, or the mean of the two in the middle
 * @param percentile90 the smallest value that at least 90 percent do not exceed
 * @param maximum largest value
 * @param edges bin borders, ascending, one more than bins; the first is the minimum and the last the maximum
 * @param counts values per bin; a value on a border belongs to the bin above it, the maximum to the last bin
 */
public record Histogram(
        double mean,
        double standardDeviation,
        double minimum,
        double median,
        double percentile90,
        double maximum,
        double[] edges,
        int[] counts) {

    /**
     * Describes values.
     *
     * @param values at least one
     * @param bins number of bins of equal width, at least 1
     */
    public static Histogram of(double[] values, int bins) {
        if (values.length == 0 || bins < 1) {
            throw new IllegalArgumentException("A histogram needs at least one value and one bin; found "
                    + values.length + " values and " + bins + " bins.");
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int count = sorted.length;
        double mean = Arrays.stream(sorted).sum() / count;
        double variance = Arrays.stream(sorted)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / count;
        double minimum = sorted[0];
        double maximum = sorted[count - 1];
        double[] edges = new double[bins + 1];
        for (int i = 0; i <= bins; i++) {
            edges[i] = i == bins ? maximum : minimum + (maximum - minimum) * i / bins;
        }
        int[] counts = new int[bins];
        for (double value : sorted) {
            int bin = maximum == minimum ? 0 : (int) ((value - minimum) / (maximum - minimum) * bins);
            counts[Math.min(bin, bins - 1)]++;
        }
        double median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        double percentile90 = sorted[(int) Math.ceil(0.9 * count) - 1];
        return new Histogram(mean, Math.sqrt(variance), minimum, median, percentile90, maximum, edges, counts);
    }

    /** The standard error of the mean. */
    public double standardError() {
        return standardDeviation / Math.sqrt(Arrays.stream(counts).sum());
    }
}
