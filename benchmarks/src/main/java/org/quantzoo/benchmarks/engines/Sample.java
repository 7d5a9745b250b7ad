package org.quantzoo.benchmarks.engines;

import java.util.Map;

/**
 * The steps of one engine between the samples of the others.
 *
 * @param steps how many
 * @param seconds in all
 * @param layerSeconds the part of each kind of layer, where the engine can tell
 * @param peakMemoryMiB the most physical memory the process has held so far; null where the system does not say
 */
public record Sample(int steps, double seconds, Map<LayerKind, Double> layerSeconds, Double peakMemoryMiB) {

    /** Images a second. */
    public double imagesPerSecond(int batch) {
        return steps * (double) batch / seconds;
    }
}
