package org.quantzoo.zoo.layers;

import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.zoo.layers.runtime.GlobalPoolingLayer;

/**
 * The maximum or the mean of each channel over the whole image: {@code [batch, height, width, channels]} to
 * {@code [batch, channels]}.
 */
public final class GlobalPooling extends ParameterFreeLayer {
    private PoolingGeometry.Mode mode;

    private GlobalPooling() {}

    private GlobalPooling(Builder builder) {
        super(builder);
        this.mode = builder.mode;
    }

    /** The statistic of a channel. */
    public PoolingGeometry.Mode getMode() {
        return mode;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.feedForward(ImageInput.of(id(), inputType).getChannels());
    }

    @Override
    AbstractLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new GlobalPoolingLayer(conf, dataType);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GlobalPooling that && super.equals(other) && mode == that.mode;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), mode);
    }

    /** Builds a {@link GlobalPooling} layer. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final PoolingGeometry.Mode mode;

        /** Starts with the statistic of a channel. */
        public Builder(PoolingGeometry.Mode mode) {
            this.mode = Objects.requireNonNull(mode, "mode");
        }

        @Override
        @SuppressWarnings("unchecked")
        public GlobalPooling build() {
            return new GlobalPooling(this);
        }
    }
}
