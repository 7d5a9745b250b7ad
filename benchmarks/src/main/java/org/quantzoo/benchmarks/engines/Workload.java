package org.quantzoo.benchmarks.engines;

import org.quantzoo.benchmarks.networks.NetworkDescription;

/**
 * What an engine is asked to run.
 *
 * @param network every engine builds the same one
 * @param mode training or inference
 * @param batch images in a step
 * @param precision of the products
 * @param threads of the engine
 * @param images path of a {@link SampleImages} file
 */
public record Workload(
        NetworkDescription network, Mode mode, int batch, Precision precision, int threads, String images) {}
