package org.quantzoo.zoo.layers;

import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.shade.jackson.annotation.JsonIgnore;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.quantzoo.zoo.layers.runtime.FakeQuantizeLayer;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.GradientConvention;

/**
 * Quantizes and dequantizes activations of any shape; a straight-through estimator passes the gradient.
 *
 * <p>The quantizer belongs to the configuration and is saved with it. Calibration may replace it in a network that already exists:
 * the next forward pass uses the new one.
 */
public final class FakeQuantize extends ParameterFreeLayer {
    private volatile AffineQuantizer quantizer;
    private GradientConvention gradientConvention;

    private FakeQuantize() {}

    private FakeQuantize(Builder builder) {
        super(builder);
        this.quantizer = builder.quantizer;
        this.gradientConvention = builder.gradientConvention;
    }

    /** Bits, scale, zero point and range. */
    @JsonIgnore
    public AffineQuantizer getQuantizer() {
        return quantizer;
    }

    /** Replaces the quantizer, from the next forward pass on. */
    @JsonIgnore
    public void setQuantizer(AffineQuantizer quantizer) {
        this.quantizer = Objects.requireNonNull(quantizer, "quantizer");
    }

    /** What the backward pass takes as the quantizer's derivative. */
    public GradientConvention getGradientConvention() {
        return gradientConvention;
    }

    @JsonProperty("affineQuantizer")
    private SavedQuantizer save() {
        return new SavedQuantizer(quantizer);
    }

    @JsonProperty("affineQuantizer")
    private void restore(SavedQuantizer saved) {
        quantizer = saved.toQuantizer();
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return inputType;
    }

    @Override
    AbstractLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new FakeQuantizeLayer(conf, dataType);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FakeQuantize that
                && super.equals(other)
                && quantizer.equals(that.quantizer)
                && gradientConvention == that.gradientConvention;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), quantizer, gradientConvention);
    }

    /** Builds a {@link FakeQuantize} layer. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final AffineQuantizer quantizer;
        private GradientConvention gradientConvention = GradientConvention.CLIP_AWARE;

        /** Starts with the quantizer. */
        public Builder(AffineQuantizer quantizer) {
            this.quantizer = Objects.requireNonNull(quantizer, "quantizer");
        }

        /** What the backward pass takes as the quantizer's derivative; default {@link GradientConvention#CLIP_AWARE}. */
        public Builder gradientConvention(GradientConvention gradientConvention) {
            this.gradientConvention = Objects.requireNonNull(gradientConvention, "gradientConvention");
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public FakeQuantize build() {
            return new FakeQuantize(this);
        }
    }
}
