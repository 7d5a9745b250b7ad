package org.quantzoo.zoo.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.LayerParameter.Role;
import org.quantzoo.zoo.layers.runtime.QuantizedConvolutionLayer;

/**
 * A convolution with quantized weights and optional float bias, into which batch normalisation may be folded with the statistics of
 * the batch ("Starting Positions Matter", Eq. 4 and section 4.2).
 *
 * <p>With folding, each pass runs the convolution with its float weights for mean and variance of its output, multiplies each filter
 * by {@code gamma / sqrt(var + epsilon)}, quantizes the product, and runs the convolution again with it and the float bias {@code
 * beta - gamma mean / sqrt(var + epsilon)}. There are no running statistics: inference uses those of its batch as well. Parameters
 * are {@code W} and {@code b} as in {@link Convolution} and, with folding, {@code gamma} and {@code beta} of shape {@code [1, nOut]}.
 */
public final class QuantizedConvolution extends ParameterizedLayer {
    /** Key of the weights. */
    public static final String WEIGHTS = Convolution.WEIGHTS;
    /** Key of the bias. */
    public static final String BIAS = Convolution.BIAS;
    /** Key of the scale of a folded batch normalisation, initially 1. */
    public static final String GAMMA = BatchNorm.GAMMA;
    /** Key of the shift of a folded batch normalisation, initially 0. */
    public static final String BETA = BatchNorm.BETA;

    private Convolution convolution;
    private BatchQuantizer weightQuantizer;
    private boolean foldedBatchNorm;
    private double epsilon;
    private boolean statisticsGradient;

    private QuantizedConvolution() {}

    private QuantizedConvolution(Builder builder) {
        super(builder);
        this.convolution = builder.convolution;
        this.weightQuantizer = builder.weightQuantizer;
        this.foldedBatchNorm = builder.foldedBatchNorm;
        this.epsilon = builder.epsilon;
        this.statisticsGradient = builder.statisticsGradient;
        this.nIn = convolution.getNIn();
        this.nOut = convolution.getNOut();
        initializeConstraints(builder);
    }

    /** The convolution without quantization. */
    public Convolution getConvolution() {
        return convolution;
    }

    /** How the weights are quantized; null leaves them float, for comparisons. */
    public BatchQuantizer getWeightQuantizer() {
        return weightQuantizer;
    }

    /** Whether batch normalisation is folded in. */
    public boolean isFoldedBatchNorm() {
        return foldedBatchNorm;
    }

    /** What is added to the variance before its square root. */
    public double getEpsilon() {
        return epsilon;
    }

    /** Whether gradients flow through mean and variance of the batch. */
    public boolean isStatisticsGradient() {
        return statisticsGradient;
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        convolution.setNIn(inputType, override);
        nIn = convolution.getNIn();
        nOut = convolution.getNOut();
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        return convolution.getOutputType(layerIndex, inputType);
    }

    @Override
    List<LayerParameter> parameters() {
        List<LayerParameter> parameters = new ArrayList<>(convolution.parameters());
        if (foldedBatchNorm) {
            parameters.add(new LayerParameter(GAMMA, new long[] {1, nOut}, Role.SCALE));
            parameters.add(new LayerParameter(BETA, new long[] {1, nOut}, Role.SCALE));
        }
        return parameters;
    }

    @Override
    void initialize(LayerParameter parameter, INDArray view, long networkSeed) {
        if (parameter.role() == Role.SCALE) {
            view.assign(parameter.key().equals(GAMMA) ? 1 : 0);
        } else {
            convolution.initialize(parameter, view, networkSeed);
        }
    }

    @Override
    public void setLayerName(String layerName) {
        super.setLayerName(layerName);
        convolution.setLayerName(layerName);
    }

    @Override
    public GradientNormalization getGradientNormalization() {
        return GradientNormalization.None;
    }

    @Override
    BaseLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new QuantizedConvolutionLayer(conf, dataType);
    }

    @Override
    public QuantizedConvolution clone() {
        QuantizedConvolution copy = (QuantizedConvolution) super.clone();
        copy.convolution = convolution.clone();
        return copy;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QuantizedConvolution that
                && super.equals(other)
                && convolution.equals(that.convolution)
                && Objects.equals(weightQuantizer, that.weightQuantizer)
                && foldedBatchNorm == that.foldedBatchNorm
                && epsilon == that.epsilon
                && statisticsGradient == that.statisticsGradient;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), convolution, weightQuantizer, foldedBatchNorm, epsilon);
    }

    /** Builds a {@link QuantizedConvolution}. */
    public static final class Builder extends ParameterizedLayer.Builder<Builder> {
        private final Convolution convolution;
        private final BatchQuantizer weightQuantizer;
        private boolean foldedBatchNorm;
        private double epsilon = 1e-5;
        private boolean statisticsGradient = true;

        /**
         * Starts with the convolution.
         *
         * @param convolution without rectifier
         * @param weightQuantizer how its weights are quantized; null leaves them float
         */
        public Builder(Convolution convolution, BatchQuantizer weightQuantizer) {
            if (convolution.getRectifier() != Rectifier.NONE) {
                throw new IllegalArgumentException(
                        "A quantized convolution needs one without rectifier, found " + convolution + ".");
            }
            this.convolution = convolution.clone();
            this.weightQuantizer = weightQuantizer;
        }

        /**
         * Folds batch normalisation in, into a convolution without bias; default: there is none.
         *
         * @param varianceEpsilon added to the variance before its square root, positive
         */
        public Builder foldBatchNorm(double varianceEpsilon) {
            if (!(varianceEpsilon > 0) || !Double.isFinite(varianceEpsilon)) {
                throw new IllegalArgumentException(
                        "Batch normalisation needs a positive epsilon, found " + varianceEpsilon + ".");
            }
            if (convolution.isHasBias()) {
                throw new IllegalArgumentException(
                        "Batch normalisation is folded into a convolution without bias, which its shift replaces, found "
                                + convolution + " with one.");
            }
            this.foldedBatchNorm = true;
            this.epsilon = varianceEpsilon;
            return this;
        }

        /** Whether gradients flow through mean and variance of the batch; default true. */
        public Builder statisticsGradient(boolean flows) {
            this.statisticsGradient = flows;
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public QuantizedConvolution build() {
            return new QuantizedConvolution(this);
        }
    }
}
