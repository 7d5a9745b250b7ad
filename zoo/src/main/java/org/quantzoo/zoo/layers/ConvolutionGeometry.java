package org.quantzoo.zoo.layers;

/**
 * What a 2-D convolution computes, independent of batch and image size.
 *
 * @param inChannels input channels, a multiple of {@code groups}
 * @param outChannels output channels (filters), a multiple of {@code groups}
 * @param kernel window height and width
 * @param stride step between windows, per axis
 * @param dilation step between taps of one window, per axis
 * @param groups channel groups; {@code inChannels} of them make a depthwise convolution
 * @param padding padding rule
 */
public record ConvolutionGeometry(
        int inChannels, int outChannels, Extent kernel, Extent stride, Extent dilation, int groups, Padding padding) {

    /** A pair of sizes along the two image axes, both at least 1. */
    public record Extent(int height, int width) {
        public Extent {
            if (height < 1 || width < 1) {
                throw new IllegalArgumentException("A window extent needs a height and a width of at least 1, found "
                        + height + "x" + width + ".");
            }
        }

        /** A square extent. */
        public static Extent square(int size) {
            return new Extent(size, size);
        }
    }

    public ConvolutionGeometry {
        if (inChannels < 1 || outChannels < 1) {
            throw new IllegalArgumentException("A convolution needs at least one input and one output channel, found "
                    + inChannels + " -> " + outChannels + ".");
        }
        if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
            throw new IllegalArgumentException("A convolution's groups must divide its channels, found " + groups
                    + " groups for " + inChannels + " -> " + outChannels + " channels.");
        }
    }

    /** Input channels that one filter sees. */
    public int channelsPerFilter() {
        return inChannels / groups;
    }

    /** Whether every input channel has filters of its own. */
    public boolean isDepthwise() {
        return groups == inChannels && groups > 1;
    }

    /** The shape of the weights, OIHW. */
    public long[] weightShape() {
        return new long[] {outChannels, channelsPerFilter(), kernel.height(), kernel.width()};
    }

    /** The image region that a window spans, dilation included. */
    public Extent window() {
        return new Extent((kernel.height() - 1) * dilation.height() + 1, (kernel.width() - 1) * dilation.width() + 1);
    }

    /** Output rows for the given number of input rows. */
    public int outputHeight(int inputHeight) {
        return padding.outputSize(inputHeight, kernel.height(), stride.height(), dilation.height());
    }

    /** Output columns for the given number of input columns. */
    public int outputWidth(int inputWidth) {
        return padding.outputSize(inputWidth, kernel.width(), stride.width(), dilation.width());
    }
}
