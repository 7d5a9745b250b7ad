package org.quantzoo.zoo.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.deeplearning4j.exception.DL4JInvalidConfigException;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.layers.BaseLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.initialization.FanConvention;
import org.quantzoo.zoo.initialization.Fans;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.LayerParameter.Role;
import org.quantzoo.zoo.layers.runtime.ConvolutionLayer;

/**
 * A 2-D convolution of NHWC images with optional groups, dilation, bias and rectifier.
 *
 * <p>Input {@code [batch, height, width, nIn]}, output {@code [batch, outHeight, outWidth, nOut]}, weights {@code W} of shape {@code
 * [nOut, nIn / groups, kernelHeight, kernelWidth]} ("OIHW"), bias {@code b} of shape {@code [1, nOut]}.
 */
public final class Convolution extends ParameterizedLayer {
    /** Key of the weights. */
    public static final String WEIGHTS = "W";
    /** Key of the bias. */
    public static final String BIAS = "b";

    private int[] kernelSize;
    private int[] stride;
    private int[] dilation;
    private int groups;
    private int depthMultiplier;
    private Padding padding;
    private boolean hasBias;
    private boolean inputGradient;
    private Initializer initializer;
    private FanConvention fanConvention;

    private Convolution() {}

    private Convolution(Builder builder) {
        super(builder);
        this.kernelSize = builder.kernel.clone();
        this.stride = builder.stride.clone();
        this.dilation = builder.dilation.clone();
        this.groups = builder.groups;
        this.depthMultiplier = builder.depthMultiplier;
        this.padding = builder.padding;
        this.hasBias = builder.hasBias;
        this.inputGradient = builder.inputGradient;
        this.initializer = builder.initializer;
        this.fanConvention = builder.fanConvention;
        inferDepthwiseOutputs();
        initializeConstraints(builder);
    }

    /** Window height and width. */
    public int[] getKernelSize() {
        return kernelSize.clone();
    }

    /** Steps between windows, vertical and horizontal. */
    public int[] getStride() {
        return stride.clone();
    }

    /** Steps between the taps of a window, vertical and horizontal. */
    public int[] getDilation() {
        return dilation.clone();
    }

    /** Channel groups; 1 is an ordinary convolution. A depthwise layer has as many groups as input channels. */
    public int getGroups() {
        return depthMultiplier > 0 && nIn > 0 ? Math.toIntExact(nIn) : groups;
    }

    /** Filters per input channel of a layer built as depthwise, else 0. */
    public int getDepthMultiplier() {
        return depthMultiplier;
    }

    /** The padding rule. */
    public Padding getPadding() {
        return padding;
    }

    /** Whether the layer adds a bias. */
    public boolean isHasBias() {
        return hasBias;
    }

    /** Whether backpropagation computes the gradient at the layer's input. */
    public boolean isInputGradient() {
        return inputGradient;
    }

    /** How initial weights are drawn. */
    public Initializer getInitializer() {
        return initializer;
    }

    /** How the initialiser counts fans. */
    public FanConvention getFanConvention() {
        return fanConvention;
    }

    /**
     * What the layer computes.
     *
     * @throws DL4JInvalidConfigException if channels are unknown or do not fit the groups
     */
    public ConvolutionGeometry geometry() {
        try {
            return new ConvolutionGeometry(
                    Math.toIntExact(nIn),
                    Math.toIntExact(nOut),
                    extent(kernelSize),
                    extent(stride),
                    extent(dilation),
                    getGroups(),
                    padding);
        } catch (IllegalArgumentException e) {
            throw new DL4JInvalidConfigException(id() + ": " + e.getMessage(), e);
        }
    }

    private static Extent extent(int[] heightAndWidth) {
        return new Extent(heightAndWidth[0], heightAndWidth[1]);
    }

    @Override
    public void setNIn(InputType inputType, boolean override) {
        InputTypeConvolutional image = ImageInput.of(id(), inputType);
        if (nIn <= 0 || override) {
            setNIn(image.getChannels());
        }
    }

    @Override
    public void setNIn(long nIn) {
        super.setNIn(nIn);
        inferDepthwiseOutputs();
    }

    private void inferDepthwiseOutputs() {
        if (depthMultiplier > 0 && nIn > 0) {
            nOut = nIn * depthMultiplier;
        }
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        InputTypeConvolutional image = ImageInput.of(id(), inputType);
        if (image.getChannels() != nIn) {
            throw new DL4JInvalidConfigException(
                    id() + " has nIn = " + nIn + ", found input type " + inputType + "; leave nIn unset to infer it.");
        }
        ConvolutionGeometry geometry = geometry();
        return ImageInput.output(
                id(),
                image,
                geometry.window(),
                geometry.outputHeight(Math.toIntExact(image.getHeight())),
                geometry.outputWidth(Math.toIntExact(image.getWidth())),
                nOut);
    }

    @Override
    List<LayerParameter> parameters() {
        List<LayerParameter> parameters = new ArrayList<>();
        parameters.add(new LayerParameter(WEIGHTS, geometry().weightShape(), Role.WEIGHT));
        if (hasBias) {
            parameters.add(new LayerParameter(BIAS, new long[] {1, nOut}, Role.BIAS));
        }
        return parameters;
    }

    @Override
    void initialize(LayerParameter parameter, INDArray view, long networkSeed) {
        if (parameter.role() == Role.BIAS) {
            view.assign(0);
            return;
        }
        ConvolutionGeometry geometry = geometry();
        Fans fans = Fans.ofConvolution(
                nOut, geometry.channelsPerFilter(), kernelSize[0], kernelSize[1], geometry.groups(), fanConvention);
        initializer.fill(view, fans, Initializer.layerSeed(networkSeed, layerName));
    }

    @Override
    BaseLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new ConvolutionLayer(conf, dataType);
    }

    /** A copy with a bias and another rectifier: what batch normalisation folds into. */
    public Convolution withBias(Rectifier rectifier) {
        Convolution copy = clone();
        copy.hasBias = true;
        copy.setRectifier(rectifier);
        return copy;
    }

    /** A copy with another rectifier. */
    public Convolution withRectifier(Rectifier rectifier) {
        Convolution copy = clone();
        copy.setRectifier(rectifier);
        return copy;
    }

    /** A copy that gives the layer below a gradient, as a layer between it and the network's input needs. */
    public Convolution withInputGradient() {
        Convolution copy = clone();
        copy.inputGradient = true;
        return copy;
    }

    @Override
    public Convolution clone() {
        return (Convolution) super.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Convolution that
                && super.equals(other)
                && Arrays.equals(kernelSize, that.kernelSize)
                && Arrays.equals(stride, that.stride)
                && Arrays.equals(dilation, that.dilation)
                && getGroups() == that.getGroups()
                && depthMultiplier == that.depthMultiplier
                && padding == that.padding
                && hasBias == that.hasBias
                && inputGradient == that.inputGradient
                && initializer == that.initializer
                && fanConvention == that.fanConvention;
    }

    @Override
    public int hashCode() {
        return Objects.hash(
                super.hashCode(), Arrays.hashCode(kernelSize), Arrays.hashCode(stride), getGroups(), padding, hasBias);
    }

    /** Builds a {@link Convolution}. */
    public static final class Builder extends ParameterizedLayer.Builder<Builder> {
        private int[] kernel;
        private int[] stride = {1, 1};
        private int[] dilation = {1, 1};
        private int groups = 1;
        private int depthMultiplier;
        private Padding padding = Padding.SAME;
        private boolean hasBias = true;
        private boolean inputGradient = true;
        private Initializer initializer = Initializer.GLOROT_UNI;
        private FanConvention fanConvention = FanConvention.KERNEL_SHAPE;

        /**
         * Starts with the window's size.
         *
         * @param height at least 1
         * @param width at least 1
         */
        public Builder(int height, int width) {
            kernel = pair(height, width);
        }

        /** Steps between windows; default 1, 1. */
        public Builder stride(int vertical, int horizontal) {
            stride = pair(vertical, horizontal);
            return this;
        }

        /** Steps between the taps of a window; default 1, 1. */
        public Builder dilation(int vertical, int horizontal) {
            dilation = pair(vertical, horizontal);
            return this;
        }

        /** Channel groups, a divisor of nIn and nOut; default 1. */
        public Builder groups(int groups) {
            this.groups = groups;
            return this;
        }

        /**
         * Makes the layer depthwise: one group per input channel, {@code nOut = nIn * depthMultiplier}.
         *
         * @param depthMultiplier filters per input channel, at least 1
         */
        public Builder depthwise(int depthMultiplier) {
            if (depthMultiplier < 1) {
                throw new IllegalArgumentException(
                        "A depthwise convolution needs a depth multiplier of at least 1, found " + depthMultiplier
                                + ".");
            }
            this.depthMultiplier = depthMultiplier;
            return this;
        }

        /** The padding rule; default {@link Padding#SAME}. */
        public Builder padding(Padding padding) {
            this.padding = Objects.requireNonNull(padding, "padding");
            return this;
        }

        /** Whether to add a bias, initially 0; default true. */
        public Builder hasBias(boolean hasBias) {
            this.hasBias = hasBias;
            return this;
        }

        /**
         * Whether backpropagation computes the gradient at the layer's input; default true. False saves its time in a layer that
         * reads the network's input, where nothing needs it.
         */
        public Builder inputGradient(boolean inputGradient) {
            this.inputGradient = inputGradient;
            return this;
        }

        /** How initial weights are drawn; default {@link Initializer#GLOROT_UNI}. */
        public Builder initializer(Initializer initializer) {
            this.initializer = Objects.requireNonNull(initializer, "initializer");
            return this;
        }

        /** How the initialiser counts fans; default {@link FanConvention#KERNEL_SHAPE}. */
        public Builder fanConvention(FanConvention fanConvention) {
            this.fanConvention = Objects.requireNonNull(fanConvention, "fanConvention");
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Convolution build() {
            return new Convolution(this);
        }

        private static int[] pair(int height, int width) {
            Extent checked = new Extent(height, width);
            return new int[] {checked.height(), checked.width()};
        }
    }
}
