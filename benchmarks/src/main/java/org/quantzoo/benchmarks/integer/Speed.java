package org.quantzoo.benchmarks.integer;

import java.util.Arrays;
import java.util.List;

/**
 * The speed of one contender on one network and batch.
 *
 * @param network the paper's name
 * @param batch images in a call
 * @param imagesPerSecond median of the samples
 * @param samples images per second of each, in the order taken
 * @param peakMemoryMiB the most physical memory the process held, or null where the system does not say
 * @param description what the engine says about itself
 */
public record Speed(
        String network,
        int batch,
        Contender contender,
        double imagesPerSecond,
        List<Double> samples,
        Double peakMemoryMiB,
        String description) {

    /** The middle of the values, or the mean of the two in the middle. */
    static double median(List<Double> values) {
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1
                ? sorted[middle]
                : Arrays.stream(sorted, middle - 1, middle + 1).average().orElseThrow();
    }
}
