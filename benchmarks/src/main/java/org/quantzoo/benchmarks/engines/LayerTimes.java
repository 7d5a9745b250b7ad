package org.quantzoo.benchmarks.engines;

import java.util.EnumMap;
import java.util.Map;

/**
 * The time that the kernels of this process have taken, by kind of layer.
 *
 * <p>Kernels are made by DL4J deep inside a network, so the times meet here. One network runs in a process, in one thread.
 */
final class LayerTimes {
    private static final long[] NANOS = new long[LayerKind.values().length];

    private LayerTimes() {}

    static void add(LayerKind kind, long nanos) {
        NANOS[kind.ordinal()] += nanos;
    }

    /** Seconds of every kind that has any, since the last call. */
    static Map<LayerKind, Double> take() {
        Map<LayerKind, Double> seconds = new EnumMap<>(LayerKind.class);
        for (LayerKind kind : LayerKind.values()) {
            if (NANOS[kind.ordinal()] > 0) {
                seconds.put(kind, NANOS[kind.ordinal()] / 1e9);
                NANOS[kind.ordinal()] = 0;
            }
        }
        return seconds;
    }
}
