package org.quantzoo.zoo.layers;

import java.util.Objects;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.inputs.InputType.InputTypeConvolutional;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.runtime.PoolingLayer;

/**
 * The maximum or the mean of each window of NHWC images.
 *
 * <p>Input {@code [batch, height, width, channels]}, output {@code [batch, outHeight, outWidth, channels]}.
 */
public final class Pooling extends ParameterFreeLayer {
    private PoolingGeometry.Mode mode;
    private int[] kernelSize;
    private int[] stride;
    private Padding padding;

    private Pooling() {}

    private Pooling(Builder builder) {
        super(builder);
        this.mode = builder.mode;
        this.kernelSize = builder.kernel.clone();
        this.stride = builder.stride != null ? builder.stride.clone() : builder.kernel.clone();
        this.padding = builder.padding;
    }

    /** The statistic of a window. */
    public PoolingGeometry.Mode getMode() {
        return mode;
    }

    /** Window height and width. */
    public int[] getKernelSize() {
        return kernelSize.clone();
    }

    /** Steps between windows, vertical and horizontal. */
    public int[] getStride() {
        return stride.clone();
    }

    /** The padding rule. */
    public Padding getPadding() {
        return padding;
    }

    /** What the layer computes. */
    public PoolingGeometry geometry() {
        return new PoolingGeometry(
                mode, new Extent(kernelSize[0], kernelSize[1]), new Extent(stride[0], stride[1]), padding);
    }

    @Override
    public InputType getOutputType(int layerIndex, InputType inputType) {
        InputTypeConvolutional image = ImageInput.of(id(), inputType);
        PoolingGeometry geometry = geometry();
        return ImageInput.output(
                id(),
                image,
                geometry.kernel(),
                geometry.outputHeight(Math.toIntExact(image.getHeight())),
                geometry.outputWidth(Math.toIntExact(image.getWidth())),
                image.getChannels());
    }

    @Override
    AbstractLayer<?> runtimeLayer(NeuralNetConfiguration conf, DataType dataType) {
        return new PoolingLayer(conf, dataType);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pooling that
                && super.equals(other)
                && geometry().equals(that.geometry());
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), geometry());
    }

    /** Builds a {@link Pooling} layer. */
    public static final class Builder extends Layer.Builder<Builder> {
        private final PoolingGeometry.Mode mode;
        private int[] kernel = {2, 2};
        private int[] stride;
        private Padding padding = Padding.VALID;

        /** Starts with the statistic of a window. */
        public Builder(PoolingGeometry.Mode mode) {
            this.mode = Objects.requireNonNull(mode, "mode");
        }

        /** Window size; default 2, 2. */
        public Builder kernel(int height, int width) {
            Extent checked = new Extent(height, width);
            kernel = new int[] {checked.height(), checked.width()};
            return this;
        }

        /** Steps between windows; default the window size. */
        public Builder stride(int vertical, int horizontal) {
            Extent checked = new Extent(vertical, horizontal);
            stride = new int[] {checked.height(), checked.width()};
            return this;
        }

        /** The padding rule; default {@link Padding#VALID}. */
        public Builder padding(Padding padding) {
            this.padding = Objects.requireNonNull(padding, "padding");
            return this;
        }

        @Override
        @SuppressWarnings("unchecked")
        public Pooling build() {
            return new Pooling(this);
        }
    }
}
