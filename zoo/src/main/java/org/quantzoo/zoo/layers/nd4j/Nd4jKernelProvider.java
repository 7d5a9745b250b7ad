package org.quantzoo.zoo.layers.nd4j;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.zoo.layers.KernelProvider;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.Kernels;

/** Provides {@link Nd4jKernels}, the last resort that always works. */
public final class Nd4jKernelProvider implements KernelProvider {

    @Override
    public String name() {
        return "nd4j";
    }

    @Override
    public int priority() {
        return 0;
    }

    @Override
    public Optional<String> unavailable(DataType dataType) {
        return dataType == DataType.FLOAT || dataType == DataType.DOUBLE
                ? Optional.empty()
                : Optional.of("The nd4j kernels compute networks of type FLOAT and DOUBLE, found " + dataType + ".");
    }

    @Override
    public Kernels create(KernelSettings settings) {
        if (settings.precision() == KernelSettings.Precision.BFLOAT16) {
            throw new IllegalStateException("quantzoo.precision is bfloat16, which the nd4j kernels do not offer;"
                    + " choose float32 or auto, or other kernels.");
        }
        return new Nd4jKernels();
    }
}
