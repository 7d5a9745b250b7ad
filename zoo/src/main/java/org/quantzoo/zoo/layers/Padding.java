package org.quantzoo.zoo.layers;

/**
 * How a window operation pads its input.
 *
 * <p>{@link #SAME} is TensorFlow's rule: the output has {@code ceil(in / stride)} positions and, where the total padding is odd,
 * the extra row and column go to the bottom and right. An even kernel therefore pads asymmetrically. {@link #SYMMETRIC} is
 * PyTorch's {@code padding = kernel / 2} for odd kernels: it centres the first window on the first pixel. Both agree at stride 1,
 * and differ at stride 2 on images of even size.
 */
public enum Padding {
    /** Output size ceil(in / stride). */
    SAME,
    /** No padding; output size floor((in - effectiveKernel) / stride) + 1. */
    VALID,
    /** (effectiveKernel - 1) / 2 zeros, rounded down, on every side; output size ceil(in / stride) for odd kernels. */
    SYMMETRIC;

    /** The number of output positions along one axis; below 1 where the window does not fit into the padded input. */
    public int outputSize(int in, int kernel, int stride, int dilation) {
        if (this == SAME) {
            return (in + stride - 1) / stride;
        }
        int window = effectiveKernel(kernel, dilation);
        return Math.floorDiv(in + 2 * everySide(kernel, dilation) - window, stride) + 1;
    }

    /** Rows (or columns) of zeros in front of the first input position. */
    public int before(int in, int kernel, int stride, int dilation) {
        return this == SAME ? total(in, kernel, stride, dilation) / 2 : everySide(kernel, dilation);
    }

    /** Rows (or columns) of zeros behind the last input position that a window touches; 0 if the last ones are unused. */
    public int after(int in, int kernel, int stride, int dilation) {
        return Math.max(0, total(in, kernel, stride, dilation) - before(in, kernel, stride, dilation));
    }

    /** The zeros that the rule puts on every side alike, whatever the image size: none but for {@link #SYMMETRIC}. */
    public int everySide(int kernel, int dilation) {
        return this == SYMMETRIC ? (effectiveKernel(kernel, dilation) - 1) / 2 : 0;
    }

    /** What the windows span beyond the input, on both sides together. */
    private int total(int in, int kernel, int stride, int dilation) {
        int out = outputSize(in, kernel, stride, dilation);
        return Math.max(0, (out - 1) * stride + effectiveKernel(kernel, dilation) - in);
    }

    private static int effectiveKernel(int kernel, int dilation) {
        return (kernel - 1) * dilation + 1;
    }
}
