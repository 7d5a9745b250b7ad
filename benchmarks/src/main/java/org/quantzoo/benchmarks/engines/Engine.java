package org.quantzoo.benchmarks.engines;

import java.util.Map;

/** A deep-learning engine that runs one workload, step by step, in the calling thread. */
public interface Engine extends AutoCloseable {

    /** Builds the network and the batches. */
    Prepared prepare(Workload workload, SampleImages images);

    /** Runs one step on the next batch and releases the native memory that it took. */
    void step();

    /** Seconds by kind of layer since the last call, where the engine can tell; else nothing. */
    default Map<LayerKind, Double> takeLayerSeconds() {
        return Map.of();
    }

    @Override
    default void close() {}
}
