package org.quantzoo.datasets.architectures;

/**
 * The geometry of one convolution of a described network; convolutions have no bias.
 *
 * @param inChannels input channels
 * @param outChannels output channels
 * @param kernelHeight kernel rows
 * @param kernelWidth kernel columns
 * @param strideHeight vertical stride
 * @param strideWidth horizontal stride
 * @param padHeight zero rows added above and below
 * @param padWidth zero columns added left and right
 * @param dilation distance of kernel taps, in both directions
 * @param groups channel groups; {@code inChannels} for a depthwise convolution
 * @param crop rows and columns of the input dropped at the top and left before the convolution (factorised reduction)
 */
public record ConvolutionSpec(
        int inChannels,
        int outChannels,
        int kernelHeight,
        int kernelWidth,
        int strideHeight,
        int strideWidth,
        int padHeight,
        int padWidth,
        int dilation,
        int groups,
        int crop) {

    /** A dense convolution with a square kernel that keeps the image size at stride 1. */
    public static ConvolutionSpec square(int inChannels, int outChannels, int kernel, int stride) {
        return new ConvolutionSpec(
                inChannels, outChannels, kernel, kernel, stride, stride, kernel / 2, kernel / 2, 1, 1, 0);
    }

    /** A depthwise convolution with a square kernel that keeps the image size at stride 1. */
    public static ConvolutionSpec depthwise(int channels, int kernel, int stride, int dilation) {
        int pad = dilation * (kernel / 2);
        return new ConvolutionSpec(channels, channels, kernel, kernel, stride, stride, pad, pad, dilation, channels, 0);
    }

    /** The same convolution on the input without its first row and column. */
    public ConvolutionSpec shifted() {
        return new ConvolutionSpec(
                inChannels,
                outChannels,
                kernelHeight,
                kernelWidth,
                strideHeight,
                strideWidth,
                padHeight,
                padWidth,
                dilation,
                groups,
                1);
    }
}
