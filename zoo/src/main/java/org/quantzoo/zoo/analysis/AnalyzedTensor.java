package org.quantzoo.zoo.analysis;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.quantzoo.zoo.quantization.TensorStatistics;

/** What is measured of a layer. */
public enum AnalyzedTensor {
    /** Weights as trained. */
    RAW_WEIGHTS,
    /** Weights with folded batch normalisation, as they are quantized. */
    FOLDED_WEIGHTS,
    /** Outputs, after the layer's rectifier. */
    ACTIVATIONS;

    /** The name in tables, for example {@code raw_weights}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The tensor of a name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static AnalyzedTensor of(String id) {
        return Arrays.stream(values())
                .filter(tensor -> tensor.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("A tensor of a layer is one of "
                        + Arrays.stream(values()).map(AnalyzedTensor::id).toList() + ", found \"" + id + "\"."));
    }

    /** This tensor of a layer; empty for weights of a layer that has none. */
    public Optional<TensorStatistics> of(LayerStatistics layer) {
        return switch (this) {
            case RAW_WEIGHTS -> Optional.ofNullable(layer.weights()).map(WeightStatistics::raw);
            case FOLDED_WEIGHTS -> Optional.ofNullable(layer.weights()).map(WeightStatistics::folded);
            case ACTIVATIONS -> Optional.of(layer.activations());
        };
    }
}
