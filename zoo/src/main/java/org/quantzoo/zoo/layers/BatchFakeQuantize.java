package org.quantzoo.zoo.layers;

import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.zoo.layers.runtime.BatchFakeQuantizeLayer;

/**
 * Quantizes activations of any shape with the range of the batch itself; needs no calibration.
 *
 * <p>A batch with a number that is not finite passes unchanged, so that the loss shows it. {@link FakeQuantize} has a fixed range.
 */
public final class BatchFakeQuantize extends ParameterFreeLayer {
    private BatchQuantizer quantizer;

    private BatchFakeQuantize() {}

    private BatchFakeQuantize(Builder builder) {
        super(builder);
        this.quantizer = builder.quantizer;
    }

    /** How the batch is quantized. */
    public BatchQuantizer getQuantizer() {
        return quantizer;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return inputType;
    }

    @Override
    AbstractLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new BatchFakeQuantizeLayer(conf, dataType);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatchFakeQuantize that && super.equals(other) && quantizer.equals(that.quantizer);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), quantizer);
    }

    /** Builds a {@link BatchFakeQuantize} layer. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final BatchQuantizer quantizer;

        /** Starts with how the batch is quantized. */
        public Builder(BatchQuantizer quantizer) {
            this.quantizer = Objects.requireNonNull(quantizer, "quantizer");
        }

        @Override
        @SuppressWarnings("unchecked")
        public BatchFakeQuantize build() {
            return new BatchFakeQuantize(this);
        }
    }
}
