package org.quantzoo.benchmarks.integer;

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
        String description) {}
