package org.quantzoo.zoo.layers.onednn;

import org.quantzoo.zoo.layers.ConvolutionGeometry;

/** The definition of a convolution and a dense layer as loops over integers, 32-bit sums as the hardware has them. */
final class IntegerReference {
    private IntegerReference() {}

    /**
     * The sums of a convolution, NHWC.
     *
     * @param x levels minus zero point, NHWC
     * @param w levels minus zero point, OIHW
     */
    static int[] convolution(ConvolutionGeometry g, int[] x, int images, int height, int width, int[] w, int[] bias) {
        int outHeight = g.outputHeight(height);
        int outWidth = g.outputWidth(width);
        int[] y = new int[images * outHeight * outWidth * g.outChannels()];
        int index = 0;
        for (int n = 0; n < images; n++) {
            for (int row = 0; row < outHeight; row++) {
                for (int column = 0; column < outWidth; column++) {
                    for (int o = 0; o < g.outChannels(); o++) {
                        y[index++] = bias[o] + window(g, x, n, height, width, w, row, column, o);
                    }
                }
            }
        }
        return y;
    }

    private static int window(
            ConvolutionGeometry g, int[] x, int n, int height, int width, int[] w, int row, int column, int o) {
        int kernelHeight = g.kernel().height();
        int kernelWidth = g.kernel().width();
        int top = row * g.stride().height()
                - g.padding()
                        .before(
                                height,
                                kernelHeight,
                                g.stride().height(),
                                g.dilation().height());
        int left = column * g.stride().width()
                - g.padding()
                        .before(
                                width,
                                kernelWidth,
                                g.stride().width(),
                                g.dilation().width());
        int firstChannel = o / (g.outChannels() / g.groups()) * g.channelsPerFilter();
        int sum = 0;
        for (int c = 0; c < g.channelsPerFilter(); c++) {
            for (int i = 0; i < kernelHeight; i++) {
                for (int j = 0; j < kernelWidth; j++) {
                    int r = top + i * g.dilation().height();
                    int s = left + j * g.dilation().width();
                    if (r >= 0 && r < height && s >= 0 && s < width) {
                        sum += x[((n * height + r) * width + s) * g.inChannels() + firstChannel + c]
                                * w[((o * g.channelsPerFilter() + c) * kernelHeight + i) * kernelWidth + j];
                    }
                }
            }
        }
        return sum;
    }

    /** The sums of a dense layer; weights one row an input. */
    static int[] dense(int[] x, int inputs, int[] w, int outputs, int[] bias) {
        int rows = x.length / inputs;
        int[] y = new int[rows * outputs];
        for (int row = 0; row < rows; row++) {
            for (int o = 0; o < outputs; o++) {
                int sum = bias[o];
                for (int i = 0; i < inputs; i++) {
                    sum += x[row * inputs + i] * w[i * outputs + o];
                }
                y[row * outputs + o] = sum;
            }
        }
        return y;
    }
}
