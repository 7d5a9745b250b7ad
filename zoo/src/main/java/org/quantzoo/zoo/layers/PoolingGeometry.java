package org.quantzoo.zoo.layers;

import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;

/**
 * What a 2-D pooling computes, independent of batch and image size.
 *
 * @param mode maximum or mean; the mean divides by the number of real pixels in the window, padding excluded
 * @param kernel window height and width
 * @param stride step between windows
 * @param padding padding rule
 */
public record PoolingGeometry(Mode mode, Extent kernel, Extent stride, Padding padding) {

    /** The statistic of a window. */
    public enum Mode {
        MAX,
        AVERAGE
    }

    /** Output rows for the given number of input rows. */
    public int outputHeight(int inputHeight) {
        return padding.outputSize(inputHeight, kernel.height(), stride.height(), 1);
    }

    /** Output columns for the given number of input columns. */
    public int outputWidth(int inputWidth) {
        return padding.outputSize(inputWidth, kernel.width(), stride.width(), 1);
    }
}
