package org.quantzoo.zoo.layers.runtime;

import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What happens when memory outside the Java heap runs out: the error says in which layer. */
final class Memory {

    private Memory() {}

    /**
     * Runs a layer's computation.
     *
     * @param layer names the layer
     * @throws OutOfMemoryError with the layer and its input where an array or scratch memory could not be had
     */
    static <T> T of(Supplier<String> layer, INDArray input, Supplier<T> computation) {
        try {
            return computation.get();
        } catch (OutOfMemoryError e) {
            OutOfMemoryError named = new OutOfMemoryError(layer.get() + " found no memory for an input of shape "
                    + Activations.shape(input)
                    + "; use a smaller batch, or raise -Dorg.bytedeco.javacpp.maxbytes and maxphysicalbytes ("
                    + e.getMessage() + ").");
            named.initCause(e);
            throw named;
        }
    }
}
