package org.quantzoo.zoo.layers;

import java.util.Objects;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.quantzoo.zoo.quantization.GradientConvention;
import org.quantzoo.zoo.quantization.RangeEstimator;

/**
 * A quantizer whose range is that of the tensor at hand, found anew in every pass.
 *
 * <p>A class and not a record, because DL4J's JSON library is too old for records.
 */
public final class BatchQuantizer {

    /** What stands for quantization in the forward pass. */
    public enum Model {
        /** Quantize and dequantize ("SimQuant"). */
        ROUNDING,
        /** Add uniform noise of one step ("NoiseQuant"); for training only. */
        NOISE
    }

    @JsonProperty
    private int bits;

    @JsonProperty
    private Model model;

    @JsonProperty
    private double clippedPercent;

    @JsonProperty
    private GradientConvention gradientConvention;

    @JsonProperty
    private long seed;

    /** For JSON. */
    private BatchQuantizer() {}

    /**
     * A quantizer.
     *
     * @param bits 2 to 16
     * @param clippedPercent percent of the values clipped at each end, 0 to below 50; 0 takes the whole range
     * @param gradientConvention what passes back where a value was clipped
     * @param seed of the noise, mixed with the name of the layer; the noise of a layer is the same in every pass, so training
     *     rebuilds networks, or sets another seed, for each step
     */
    public BatchQuantizer(
            int bits, Model model, double clippedPercent, GradientConvention gradientConvention, long seed) {
        if (bits < 2 || bits > 16) {
            throw new IllegalArgumentException("A quantizer has 2 to 16 bits, found " + bits + ".");
        }
        if (!(clippedPercent >= 0 && clippedPercent < 50)) {
            throw new IllegalArgumentException(
                    "A quantizer clips 0 to below 50 percent of the values at each end, found " + clippedPercent + ".");
        }
        this.bits = bits;
        this.model = Objects.requireNonNull(model, "model");
        this.clippedPercent = clippedPercent;
        this.gradientConvention = Objects.requireNonNull(gradientConvention, "gradientConvention");
        this.seed = seed;
    }

    /** The number of bits. */
    public int bits() {
        return bits;
    }

    /** What stands for quantization. */
    public Model model() {
        return model;
    }

    /** Percent of the values that are clipped at each end. */
    public double clippedPercent() {
        return clippedPercent;
    }

    /** How the range of a tensor is found. */
    public RangeEstimator rangeEstimator() {
        return clippedPercent == 0
                ? new RangeEstimator.Absolute()
                : new RangeEstimator.Percentile(clippedPercent, 100 - clippedPercent);
    }

    /** What passes back where a value was clipped; without effect where none is. */
    public GradientConvention gradientConvention() {
        return gradientConvention;
    }

    /** The seed of the noise. */
    public long seed() {
        return seed;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatchQuantizer that
                && bits == that.bits
                && model == that.model
                && clippedPercent == that.clippedPercent
                && gradientConvention == that.gradientConvention
                && seed == that.seed;
    }

    @Override
    public int hashCode() {
        return Objects.hash(bits, model, clippedPercent, gradientConvention, seed);
    }

    @Override
    public String toString() {
        return bits + " bits, " + model + (clippedPercent == 0 ? "" : ", clipped by " + clippedPercent + " %");
    }
}
