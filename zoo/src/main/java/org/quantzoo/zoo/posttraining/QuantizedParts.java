package org.quantzoo.zoo.posttraining;

import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which tensors of a network are quantized while the others stay in floating point: for finding out what a layer contributes to
 * the whole network's error.
 *
 * @param weights accepts the names of convolutions and dense layers whose weights are quantized
 * @param activations accepts the names of network inputs, convolutions, dense layers and sums whose outputs are quantized, and
 *     {@code output} for the probabilities
 */
public record QuantizedParts(Predicate<String> weights, Predicate<String> activations) {

    /** Everything that a {@link QuantizationScheme} quantizes. */
    public static final QuantizedParts ALL = new QuantizedParts(name -> true, name -> true);

    public QuantizedParts {
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(activations, "activations");
    }

    /** Weights and outputs of the named layers. */
    public static QuantizedParts layers(String... names) {
        Predicate<String> named = Set.of(names)::contains;
        return new QuantizedParts(named, named);
    }

    /** The weights of the named layers. */
    public static QuantizedParts weightsOf(String... names) {
        return new QuantizedParts(Set.of(names)::contains, name -> false);
    }

    /** The outputs of the named layers, sums or network inputs. */
    public static QuantizedParts activationsOf(String... names) {
        return new QuantizedParts(name -> false, Set.of(names)::contains);
    }
}
