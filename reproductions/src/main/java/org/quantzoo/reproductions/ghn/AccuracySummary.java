package org.quantzoo.reproductions.ghn;

import java.util.Arrays;

/**
 * What the paper's tables print of an accuracy over test networks.
 *
 * @param mean percent
 * @param sem population standard deviation divided by the root of the number of networks, percent
 * @param max percent of the best network
 */
public record AccuracySummary(double mean, double sem, double max) {

    /** The summary of at least one accuracy. */
    public static AccuracySummary of(double... values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double variance = Arrays.stream(values)
                .map(v -> (v - mean) * (v - mean))
                .average()
                .orElseThrow();
        return new AccuracySummary(
                mean,
                Math.sqrt(variance / values.length),
                Arrays.stream(values).max().orElseThrow());
    }
}
