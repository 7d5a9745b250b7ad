package org.quantzoo.benchmarks.engines;

import java.util.List;
import java.util.Map;

/** An engine without arithmetic, which prints where native libraries print and fails on demand. */
public final class CountingEngine implements Engine {
    private int steps;

    @Override
    public Prepared prepare(Workload workload, SampleImages images) {
        System.out.println("chatter");
        if (workload.batch() == 13) {
            throw new IllegalArgumentException("no batches of 13");
        }
        return new Prepared(images.labels().length, List.of((long) workload.batch(), 2L), "counting");
    }

    @Override
    public void step() {
        steps++;
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
