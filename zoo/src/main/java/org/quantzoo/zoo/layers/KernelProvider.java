package org.quantzoo.zoo.layers;

import java.util.Optional;
import org.nd4j.linalg.api.buffer.DataType;

/** A way to get {@link Kernels}, found through {@link java.util.ServiceLoader}. */
public interface KernelProvider {

    /** The name that selects this provider, for example {@code onednn}. */
    String name();

    /** Higher is preferred by {@code auto}. */
    int priority();

    /**
     * Why this provider cannot run here with this data type, as one sentence; empty where it can.
     *
     * @param dataType the parameter type of the network
     */
    Optional<String> unavailable(DataType dataType);

    /** Makes kernels; called only where {@link #unavailable} is empty. */
    Kernels create(KernelSettings settings);
}
