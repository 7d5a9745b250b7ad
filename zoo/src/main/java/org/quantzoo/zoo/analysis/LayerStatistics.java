package org.quantzoo.zoo.analysis;

import java.util.Objects;
import org.quantzoo.zoo.quantization.SignalToNoise;
import org.quantzoo.zoo.quantization.TensorStatistics;

/**
 * One quantized vertex of a network: an input, a convolution, a dense layer or a residual sum.
 *
 * @param index place in forward order; the network's input is 0 and the stem 1, as in the thesis' plots
 * @param name the vertex
 * @param kind what it is
 * @param weights its weights, null where {@code kind} has none
 * @param activations its output, after its rectifier, in the folded float network, quantized in place
 * @param inQuantizedNetwork its output in the float network against that in the quantized one, where the errors of all layers
 *     before it have arrived; the noise is the layerwise QMSE
 */
public record LayerStatistics(
        int index,
        String name,
        LayerKind kind,
        WeightStatistics weights,
        TensorStatistics activations,
        SignalToNoise inQuantizedNetwork) {

    public LayerStatistics {
        Objects.requireNonNull(activations, "activations");
        Objects.requireNonNull(inQuantizedNetwork, "inQuantizedNetwork");
        if ((weights != null) != kind.hasWeights()) {
            throw new IllegalArgumentException("A layer has statistics of weights exactly if it has weights, found "
                    + kind + " '" + name + "' " + (weights == null ? "without." : "with them."));
        }
    }
}
