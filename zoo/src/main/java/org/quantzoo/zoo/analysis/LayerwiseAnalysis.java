package org.quantzoo.zoo.analysis;

import java.util.List;
import org.quantzoo.zoo.posttraining.QuantizationScheme;

/**
 * The layers of one network as a quantizer sees them.
 *
 * @param samples number of sample inputs behind the activations
 * @param weightBits bits of weights
 * @param activationBits bits of activations
 * @param weightRange the range rule of weights, in words
 * @param activationRange the range rule of activations, in words
 * @param layers all quantized vertices in forward order, the network's input first
 * @param output the error of the quantized network's probabilities on the same samples
 */
public record LayerwiseAnalysis(
        long samples,
        int weightBits,
        int activationBits,
        String weightRange,
        String activationRange,
        List<LayerStatistics> layers,
        OutputError output) {

    public LayerwiseAnalysis {
        layers = List.copyOf(layers);
    }

    LayerwiseAnalysis(long samples, QuantizationScheme scheme, List<LayerStatistics> layers, OutputError output) {
        this(
                samples,
                scheme.weightBits(),
                scheme.activationBits(),
                scheme.weightRange().toString(),
                scheme.activationRange().toString(),
                layers,
                output);
    }

    /** The layers that have weights. */
    public List<LayerStatistics> weightedLayers() {
        return layers.stream().filter(layer -> layer.kind().hasWeights()).toList();
    }

    /**
     * The layer with this name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public LayerStatistics layer(String name) {
        return layers.stream()
                .filter(layer -> layer.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("This analysis has no layer '" + name + "', found "
                        + layers.stream().map(LayerStatistics::name).toList() + "."));
    }
}
