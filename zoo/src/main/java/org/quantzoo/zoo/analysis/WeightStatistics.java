package org.quantzoo.zoo.analysis;

import java.util.Objects;
import org.quantzoo.zoo.quantization.TensorStatistics;

/**
 * The weights of one layer before and after batch normalisation is folded into them.
 *
 * @param raw as trained
 * @param folded as they are quantized; equal to {@code raw} where no batch normalisation follows
 */
public record WeightStatistics(TensorStatistics raw, TensorStatistics folded) {
    public WeightStatistics {
        Objects.requireNonNull(raw, "raw");
        Objects.requireNonNull(folded, "folded");
    }
}
