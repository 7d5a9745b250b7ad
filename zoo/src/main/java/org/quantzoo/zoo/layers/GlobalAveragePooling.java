package org.quantzoo.zoo.layers;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.zoo.layers.runtime.GlobalAveragePoolingLayer;

/** The mean of each channel over the whole image: {@code [batch, height, width, channels]} to {@code [batch, channels]}. */
public final class GlobalAveragePooling extends ParameterFreeLayer {

    private GlobalAveragePooling() {}

    private GlobalAveragePooling(Builder builder) {
        super(builder);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return InputType.feedForward(ImageInput.of(id(), inputType).getChannels());
    }

    @Override
    AbstractLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new GlobalAveragePoolingLayer(conf, dataType);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GlobalAveragePooling && super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    /** Builds a {@link GlobalAveragePooling} layer. */
    public static final class Builder extends Layer.Builder<Builder> {
        @Override
        @SuppressWarnings("unchecked")
        public GlobalAveragePooling build() {
            return new GlobalAveragePooling(this);
        }
    }
}
