package org.quantzoo.zoo.ghn;

import java.util.Objects;
import org.quantzoo.zoo.layers.BatchQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;

/**
 * How a target network is quantized, in training or at test ("Starting Positions Matter", section 4).
 *
 * <p>Each tensor has one range, found anew in every batch. Weights are quantized as they are after batch normalisation has been
 * folded into them with the statistics of the batch. Activations are quantized behind every convolution and fully connected layer
 * but the classifier, and behind sums and averages; maxima, rectifiers and concatenations pass through. Biases and logits stay
 * float. The paper leaves several of these points open; those that are settings here say so.
 *
 * @param weightBits bits of weights, 2 to 16
 * @param activationBits bits of activations, 2 to 16
 * @param weightModel how weights are quantized
 * @param activationModel how activations are quantized
 * @param clippedPercent percent of the values of a weight tensor that are clipped at each end; 0 for its whole range
 * @param gradientConvention what passes where a value was clipped (open: the paper clamps, but states an identity)
 * @param statisticsGradient whether gradients flow through the folded batch statistics (open)
 * @param quantizedImages whether the network's input is quantized as well (open)
 */
public record TargetQuantization(
        int weightBits,
        int activationBits,
        BatchQuantizer.Model weightModel,
        BatchQuantizer.Model activationModel,
        double clippedPercent,
        GradientConvention gradientConvention,
        boolean statisticsGradient,
        boolean quantizedImages) {

    public TargetQuantization {
        Objects.requireNonNull(gradientConvention, "gradientConvention");
        // Their own checks, made once for all layers.
        new BatchQuantizer(weightBits, weightModel, clippedPercent, gradientConvention, 0);
        new BatchQuantizer(activationBits, activationModel, 0, gradientConvention, 0);
    }

    /** Simulated quantization with whole ranges and the recommended reading of all open points. */
    public static TargetQuantization simulated(int weightBits, int activationBits) {
        return new TargetQuantization(
                weightBits,
                activationBits,
                BatchQuantizer.Model.ROUNDING,
                BatchQuantizer.Model.ROUNDING,
                0,
                GradientConvention.CLIP_AWARE,
                true,
                true);
    }

    /** The same with the ends of weight tensors clipped. */
    public TargetQuantization withClippedPercent(double percent) {
        return new TargetQuantization(
                weightBits,
                activationBits,
                weightModel,
                activationModel,
                percent,
                gradientConvention,
                statisticsGradient,
                quantizedImages);
    }

    /** The same with quantization modelled as noise, of weights and activations. */
    public TargetQuantization withNoise() {
        return new TargetQuantization(
                weightBits,
                activationBits,
                BatchQuantizer.Model.NOISE,
                BatchQuantizer.Model.NOISE,
                clippedPercent,
                gradientConvention,
                statisticsGradient,
                quantizedImages);
    }

    /** The quantizer of a layer's weights. */
    BatchQuantizer weights(long seed) {
        return new BatchQuantizer(weightBits, weightModel, clippedPercent, gradientConvention, seed);
    }

    /** The quantizer of an activation. */
    BatchQuantizer activations(long seed) {
        return new BatchQuantizer(activationBits, activationModel, 0, gradientConvention, seed);
    }
}
