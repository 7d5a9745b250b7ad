package org.quantzoo.benchmarks.engines;

import java.util.Comparator;
import java.util.Optional;
import java.util.ServiceLoader;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.zoo.layers.KernelProvider;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.Kernels;

/** Offers the best kernels of this machine, timed; chosen by name only, never by {@code auto}. */
public final class TimedKernelProvider implements KernelProvider {
    static final String NAME = "timed";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int priority() {
        return Integer.MIN_VALUE;
    }

    @Override
    public Optional<String> unavailable(DataType dataType) {
        return best(dataType).isPresent() ? Optional.empty() : Optional.of("no kernels can run " + dataType + " here");
    }

    @Override
    public Kernels create(KernelSettings settings) {
        return new TimedKernels(best(DataType.FLOAT).orElseThrow().create(settings));
    }

    private static Optional<KernelProvider> best(DataType dataType) {
        return ServiceLoader.load(KernelProvider.class).stream()
                .filter(provider -> provider.type() != TimedKernelProvider.class)
                .map(ServiceLoader.Provider::get)
                .sorted(Comparator.comparingInt(KernelProvider::priority).reversed())
                .filter(provider -> provider.unavailable(dataType).isEmpty())
                .findFirst();
    }
}
