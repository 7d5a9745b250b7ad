package org.quantzoo.zoo.layers;

/**
 * How a window operation pads its input.
 *
 * <p>{@link #SAME} is TensorFlow's rule: the output has {@code ceil(in / stride)} positions and, where the total padding is odd,
 * the extra row and column go to the bottom and right. An even kernel therefore pads asymmetrically.
 */
public enum Padding {
    /** Output size ceil(in / stride). */
    SAME,
    /** No padding; output size floor((in - effectiveKernel) / stride) + 1. */
    VALID;

    /** The number of output positions along one axis; below 1 where the window does not fit into the unpadded input. */
    public int outputSize(int in, int kernel, int stride, int dilation) {
        int effective = effectiveKernel(kernel, dilation);
        return this == SAME ? (in + stride - 1) / stride : Math.floorDiv(in - effective, stride) + 1;
    }

    /** Rows (or columns) of zeros in front of the first input position. */
    public int before(int in, int kernel, int stride, int dilation) {
        return total(in, kernel, stride, dilation) / 2;
    }

    /** Rows (or columns) of zeros behind the last input position that a window touches; 0 if the last ones are unused. */
    public int after(int in, int kernel, int stride, int dilation) {
        int total = total(in, kernel, stride, dilation);
        return total - total / 2;
    }

    private int total(int in, int kernel, int stride, int dilation) {
        if (this == VALID) {
            return 0;
        }
        int out = outputSize(in, kernel, stride, dilation);
        return Math.max(0, (out - 1) * stride + effectiveKernel(kernel, dilation) - in);
    }

    private static int effectiveKernel(int kernel, int dilation) {
        return (kernel - 1) * dilation + 1;
    }
}
