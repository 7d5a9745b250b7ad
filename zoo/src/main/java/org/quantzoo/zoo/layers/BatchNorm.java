package org.quantzoo.zoo.layers;

import java.util.List;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeFeedForward;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.NoOp;
import org.quantzoo.zoo.layers.LayerParameter.Role;
import org.quantzoo.zoo.layers.runtime.BatchNormLayer;

/**
 * Batch normalisation of each channel with a fused rectifier (Ioffe and Szegedy 2015).
 *
 * <p>Input and output {@code [batch, height, width, channels]} or {@code [batch, channels]}. Training normalises with the mean and
 * the biased variance of the batch and moves the running statistics: {@code running = momentum * running + (1 - momentum) * batch}.
 * Inference normalises with the running statistics. The defaults are those of Keras.
 *
 * <p>Parameters, each {@code [1, channels]}: {@code gamma} and {@code beta} are trained; {@code mean} and {@code var} are the running
 * statistics, updated through the gradient vector without an updater, as DL4J's own batch normalisation does it. None is
 * regularised. DL4J's gradient normalisation does not apply, since it would distort the statistics on their way.
 */
public final class BatchNorm extends ParameterizedLayer {
    /** Key of the trained scale, initially 1. */
    public static final String GAMMA = "gamma";
    /** Key of the trained shift, initially 0. */
    public static final String BETA = "beta";
    /** Key of the running mean, initially 0. */
    public static final String MEAN = "mean";
    /** Key of the running variance, initially 1. */
    public static final String VARIANCE = "var";

    private double epsilon;
    private double momentum;

    private BatchNorm() {}

    private BatchNorm(Builder builder) {
        super(builder);
        this.epsilon = builder.epsilon;
        this.momentum = builder.momentum;
        nOut = nIn;
        initializeConstraints(builder);
    }

    /** What is added to the variance before its square root. */
    public double getEpsilon() {
        return epsilon;
    }

    /** The share of the old running statistic that a step keeps. */
    public double getMomentum() {
        return momentum;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        long channels = channels(inputType);
        if (nIn <= 0 || override) {
            setNIn(channels);
        }
    }

    @Override
    public void setNIn(long nIn) {
        super.setNIn(nIn);
        nOut = nIn;
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        long channels = channels(inputType);
        if (channels != nIn) {
            throw new DL4JInvalidConfigException(
                    id() + " has nIn = " + nIn + ", found input type " + inputType + "; leave nIn unset to infer it.");
        }
        return inputType;
    }

    private long channels(InputType inputType) {
        if (inputType instanceof InputTypeFeedForward vectors) {
            return vectors.getSize();
        }
        return ImageInput.of(id(), inputType).getChannels();
    }

    @Override
    List<LayerParameter> parameters() {
        return List.of(
                new LayerParameter(GAMMA, new long[] {1, nIn}, Role.SCALE),
                new LayerParameter(BETA, new long[] {1, nIn}, Role.SCALE),
                new LayerParameter(MEAN, new long[] {1, nIn}, Role.STATISTIC),
                new LayerParameter(VARIANCE, new long[] {1, nIn}, Role.STATISTIC));
    }

    @Override
    void initialize(LayerParameter parameter, INDArray view, long networkSeed) {
        view.assign(parameter.key().equals(GAMMA) || parameter.key().equals(VARIANCE) ? 1 : 0);
    }

    @Override
    public IUpdater getUpdaterByParam(String key) {
        return role(key) == Role.STATISTIC ? new NoOp() : iUpdater;
    }

    @Override
    public GradientNormalization getGradientNormalization() {
        return GradientNormalization.None;
    }

    @Override
    BaseLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new BatchNormLayer(conf, dataType);
    }

    @Override
    public BatchNorm clone() {
        return (BatchNorm) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BatchNorm that
                && super.equals(other)
                && epsilon == that.epsilon
                && momentum == that.momentum;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), epsilon, momentum);
    }

    /** Builds a {@link BatchNorm} layer; channels are inferred. */
    public static final class Builder extends ParameterizedLayer.Builder<Builder> {
        private double epsilon = 1e-3;
        private double momentum = 0.99;

        /**
         * What is added to the variance before its square root; default 1e-3.
         *
         * @param epsilon positive
         */
        public Builder epsilon(double epsilon) {
            if (!(epsilon > 0) || !Double.isFinite(epsilon)) {
                throw new IllegalArgumentException(
                        "Batch normalisation needs a positive epsilon, found " + epsilon + ".");
            }
            this.epsilon = epsilon;
            return this;
        }

        /**
         * The share of the old running statistic that a step keeps; default 0.99.
         *
         * @param momentum in [0, 1]
         */
        public Builder momentum(double momentum) {
            if (!(momentum >= 0 && momentum <= 1)) {
                throw new IllegalArgumentException(
                        "Batch normalisation needs a momentum in [0, 1], found " + momentum + ".");
            }
            this.momentum = momentum;
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public BatchNorm build() {
            return new BatchNorm(this);
        }
    }
}
