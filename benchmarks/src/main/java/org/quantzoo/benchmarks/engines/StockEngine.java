package org.quantzoo.benchmarks.engines;

import org.quantzoo.benchmarks.networks.StockNetwork;

/** DL4J with its own layers. */
public final class StockEngine implements Engine {
    private GraphSteps steps;

    @Override
    public Prepared prepare(Workload workload, SampleImages images) {
        if (workload.precision() != Precision.FLOAT32) {
            throw new IllegalArgumentException(
                    "DL4J's own layers run in float32 here, found " + workload.precision() + ".");
        }
        steps = new GraphSteps(StockNetwork.of(workload.network()), workload, images, false);
        return steps.prepared("DL4J layers, NCHW, " + NativeLibrary.classifier());
    }

    @Override
    public void step() {
        steps.step();
    }
}
