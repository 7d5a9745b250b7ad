package org.quantzoo.benchmarks.engines;

import java.util.Locale;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;

/** The zoo's quantized networks as evaluations run them: floating-point products of values on integer grids. */
public final class SimulatedEngine implements Engine {
    private GraphSteps steps;

    @Override
    public Prepared prepare(Workload workload, SampleImages images) {
        KernelSelector.use(new KernelSettings(
                "auto",
                KernelSettings.Precision.valueOf(workload.precision().name().toUpperCase(Locale.ROOT)),
                workload.threads()));
        QuantizedNetwork quantized =
                QuantizedModel.of(BenchmarkNetwork.named(workload.network().name()), images);
        steps = new GraphSteps(quantized.network(), workload, images, true);
        return steps.prepared(KernelSelector.kernelsFor(DataType.FLOAT).description());
    }

    @Override
    public void step() {
        steps.step();
    }
}
