package org.quantzoo.zoo.quantization;

import java.util.List;

/**
 * C_size of DualPrecision Eq. 6, the bits that the weights of a network take.
 *
 * <p>Convolutions and dense layers count (a dense layer as a 1x1 convolution); biases, batch normalisation and the per-filter scales do
 * not. The paper prints C_size in units of 1e6 bits.
 *
 * @param layers the weight tensors
 */
public record ModelSize(List<Layer> layers) {
    public ModelSize {
        layers = List.copyOf(layers);
    }

    /**
     * The weights of one layer.
     *
     * @param filters output channels
     * @param channelsPerFilter input channels of one filter: 1 for depthwise, Cin / groups for grouped convolutions, all inputs for a
     *     dense layer
     * @param kernelHeight 1 for a dense layer
     * @param kernelWidth 1 for a dense layer
     * @param bits per weight
     */
    public record Layer(long filters, long channelsPerFilter, int kernelHeight, int kernelWidth, int bits) {
        public Layer {
            if (filters < 1 || channelsPerFilter < 1 || kernelHeight < 1 || kernelWidth < 1 || bits < 1) {
                throw new IllegalArgumentException("A layer's sizes and bits are at least 1, found " + filters
                        + " filters of " + channelsPerFilter + "x" + kernelHeight + "x" + kernelWidth + " at " + bits
                        + " bits.");
            }
        }

        /** A dense layer. */
        public static Layer dense(long inputs, long outputs, int bits) {
            return new Layer(outputs, inputs, 1, 1, bits);
        }

        /** d = Cin Kw Kh, the weights of one filter. */
        public long weightsPerFilter() {
            return channelsPerFilter * kernelHeight * kernelWidth;
        }

        /** All weights. */
        public long weights() {
            return filters * weightsPerFilter();
        }
    }

    /** The number of weights. */
    public long weights() {
        return layers.stream().mapToLong(Layer::weights).sum();
    }

    /** C_size in bits. */
    public long bits() {
        return layers.stream()
                .mapToLong(layer -> layer.weights() * layer.bits())
                .sum();
    }
}
