package org.quantzoo.benchmarks.engines;

import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** An engine without arithmetic, which prints where native libraries print, takes its time with a batch of 5, and fails on demand. */
public final class CountingEngine implements Engine {
    private int steps;
    private boolean slow;

    @Override
    public Prepared prepare(Workload workload, SampleImages images) {
        System.out.println("chatter");
        if (workload.batch() == 13) {
            throw new IllegalArgumentException("no batches of 13");
        }
        slow = workload.batch() == 5;
        return new Prepared(images.labels().length, List.of((long) workload.batch(), 2L), "counting");
    }

    @Override
    public void step() {
        steps++;
        if (slow) {
            LockSupport.parkNanos(2_000_000);
        }
        if (steps > 100) {
            Runtime.getRuntime().halt(3);
        }
    }

    @Override
    public Map<LayerKind, Double> takeLayerSeconds() {
        Map<LayerKind, Double> counted = Map.of(LayerKind.DENSE, (double) steps);
        steps = 0;
        return counted;
    }
}
