package org.quantzoo.zoo.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.initialization.Fans;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.layers.LayerParameter.Role;
import org.quantzoo.zoo.layers.runtime.DenseLayer;

/**
 * A fully connected layer with optional bias and rectifier.
 *
 * <p>Input {@code [batch, nIn]}, or NHWC images, which it flattens in 'c' order; output {@code [batch, nOut]}; weights {@code W} of
 * shape {@code [nIn, nOut]}, bias {@code b} of shape {@code [1, nOut]}.
 */
public final class Dense extends ParameterizedLayer {
    /** Key of the weights. */
    public static final String WEIGHTS = "W";
    /** Key of the bias. */
    public static final String BIAS = "b";

    private boolean hasBias;
    private Initializer initializer;

    private Dense() {}

    private Dense(Builder builder) {
        super(builder);
        this.hasBias = builder.hasBias;
        this.initializer = builder.initializer;
        initializeConstraints(builder);
    }

    /** Whether the layer adds a bias. */
    public boolean isHasBias() {
        return hasBias;
    }

    /** How initial weights are drawn. */
    public Initializer getInitializer() {
        return initializer;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        long size = inputs(inputType);
        if (nIn <= 0 || override) {
            nIn = size;
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        long size = inputs(inputType);
        if (size != nIn) {
            throw new DL4JInvalidConfigException(id() + " has nIn = " + nIn + ", found " + size + " inputs from "
                    + inputType + "; leave nIn unset to infer it.");
        }
        return InputType.feedForward(nOut);
    }

    private long inputs(InputType inputType) {
        if (inputType == null) {
            throw new DL4JInvalidConfigException(id() + " needs an input type, found none.");
        }
        return switch (inputType.getType()) {
            case FF, CNNFlat -> inputType.arrayElementsPerExample();
            case CNN -> ImageInput.of(id(), inputType).arrayElementsPerExample();
            default -> throw new DL4JInvalidConfigException(
                    id() + " needs vectors or NHWC images, found input type " + inputType + ".");
        };
    }

    @Override
    List<LayerParameter> parameters() {
        List<LayerParameter> parameters = new ArrayList<>();
        parameters.add(new LayerParameter(WEIGHTS, new long[] {nIn, nOut}, Role.WEIGHT));
        if (hasBias) {
            parameters.add(new LayerParameter(BIAS, new long[] {1, nOut}, Role.BIAS));
        }
        return parameters;
    }

    @Override
    void initialize(LayerParameter parameter, INDArray view, long networkSeed) {
        if (parameter.role() == Role.BIAS) {
            view.assign(0);
        } else {
            initializer.fill(view, Fans.ofDense(nIn, nOut), Initializer.layerSeed(networkSeed, layerName));
        }
    }

    @Override
    BaseLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new DenseLayer(conf, dataType);
    }

    @Override
    public Dense clone() {
        return (Dense) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Dense that
                && super.equals(other)
                && hasBias == that.hasBias
                && initializer == that.initializer;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), hasBias, initializer);
    }

    /** Builds a {@link Dense} layer. */
    public static final class Builder extends ParameterizedLayer.Builder<Builder> {
        private boolean hasBias = true;
        private Initializer initializer = Initializer.GLOROT_UNI;

        /** Whether to add a bias, initially 0; default true. */
        public Builder hasBias(boolean hasBias) {
            this.hasBias = hasBias;
            return this;
        }

        /** How initial weights are drawn; default {@link Initializer#GLOROT_UNI}. */
        public Builder initializer(Initializer initializer) {
            this.initializer = Objects.requireNonNull(initializer, "initializer");
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Dense build() {
            return new Dense(this);
        }
    }
}
