package org.quantzoo.benchmarks.engines;

import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.benchmarks.networks.BenchmarkArchitecture;
import org.quantzoo.benchmarks.networks.NetworkDescription;
import org.quantzoo.zoo.ghn.TargetNetwork;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;

/** Hypernetwork training with target networks of the zoo's layers. */
public final class QuantZooHypernetworkEngine extends HypernetworkEngine {

    @Override
    public Prepared prepare(Workload workload, SampleImages images) {
        KernelSelector.use(new KernelSettings("auto", KernelSettings.Precision.FLOAT32, workload.threads()));
        return super.prepare(workload, images);
    }

    @Override
    TargetNetwork target(NetworkDescription description) {
        return BenchmarkArchitecture.named(description.name()).target();
    }

    @Override
    boolean channelsLast() {
        return true;
    }

    @Override
    String description() {
        return KernelSelector.kernelsFor(DataType.FLOAT).description() + "; ND4J " + NativeLibrary.classifier();
    }
}
