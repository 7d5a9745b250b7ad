package org.quantzoo.zoo.layers;

import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.zoo.layers.runtime.RectificationLayer;

/**
 * A rectifier that stands alone, for where the value before it is needed as well; input and output have any one shape.
 *
 * <p>Where nothing else reads that value, the rectifier of the layer below does the same for less. DL4J's ActivationLayer overwrites
 * its input at inference, which everything else that reads this input then sees.
 */
public final class Rectification extends ParameterFreeLayer {
    private Rectifier rectifier;

    private Rectification() {}

    private Rectification(Builder builder) {
        super(builder);
        this.rectifier = builder.rectifier;
    }

    /** The activation function. */
    public Rectifier getRectifier() {
        return rectifier;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return inputType;
    }

    @Override
    AbstractLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new RectificationLayer(conf, dataType);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Rectification that && super.equals(other) && rectifier == that.rectifier;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), rectifier);
    }

    /** Builds a {@link Rectification} layer. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final Rectifier rectifier;

        /** Starts with the activation function. */
        public Builder(Rectifier rectifier) {
            this.rectifier = Objects.requireNonNull(rectifier, "rectifier");
        }

        @Override
        @SuppressWarnings("unchecked")
        public Rectification build() {
            return new Rectification(this);
        }
    }
}
