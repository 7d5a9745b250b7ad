package org.quantzoo.benchmarks.engines;

import java.util.Locale;
import java.util.Map;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;

/** The zoo's networks with the kernels that users get, timed by kind of layer. */
public final class QuantZooEngine implements Engine {
    private final UpdateTimer updates = new UpdateTimer();
    private GraphSteps steps;

    @Override
    public Prepared prepare(Workload workload, SampleImages images) {
        KernelSelector.use(new KernelSettings(
                TimedKernelProvider.NAME,
                KernelSettings.Precision.valueOf(workload.precision().name().toUpperCase(Locale.ROOT)),
                workload.threads()));
        ComputationGraph network =
                BenchmarkNetwork.named(workload.network().name()).model().init();
        network.setListeners(updates);
        steps = new GraphSteps(network, workload, images, true);
        return steps.prepared(
                KernelSelector.kernelsFor(DataType.FLOAT).description() + "; ND4J " + NativeLibrary.classifier());
    }

    @Override
    public void step() {
        steps.step();
    }

    @Override
    public Map<LayerKind, Double> takeLayerSeconds() {
        return LayerTimes.take();
    }
}
