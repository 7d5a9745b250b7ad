package org.quantzoo.zoo.posttraining;

import java.util.Objects;
import org.quantzoo.zoo.quantization.RangeEstimator;

/**
 * How a trained network is quantized: bits and range rule of weights and of activations.
 *
 * @param weightBits bits of every convolution and dense weight tensor
 * @param activationBits bits of the network input, of every convolution, dense and sum output after its rectifier, and of the
 *     outputs named by {@code output}
 * @param weightRange range rule of weights, one range a tensor
 * @param activationRange range rule of activations, over the pooled calibration samples, one range a tensor
 * @param output the tensors quantized at the network's end
 */
public record QuantizationScheme(
        int weightBits,
        int activationBits,
        RangeEstimator weightRange,
        RangeEstimator activationRange,
        OutputQuantization output) {

    public QuantizationScheme {
        Objects.requireNonNull(weightRange, "weightRange");
        Objects.requireNonNull(activationRange, "activationRange");
        Objects.requireNonNull(output, "output");
    }

    /**
     * 8 bits everywhere, absolute weight ranges, activations clipped at the 1st and 99th percentile (thesis sections 2.2 and
     * 4.4).
     */
    public static QuantizationScheme quint8() {
        return new QuantizationScheme(
                8,
                8,
                new RangeEstimator.Absolute(),
                RangeEstimator.Percentile.onePercentEachSide(),
                OutputQuantization.PROBABILITIES);
    }
}
