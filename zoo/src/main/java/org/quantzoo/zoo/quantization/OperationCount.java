package org.quantzoo.zoo.quantization;

/**
 * Multiply-accumulate operations and weights of one convolution (thesis Eq. 2.3, 2.4, 5.1, 5.2).
 *
 * @param kernelHeight window rows
 * @param kernelWidth window columns
 * @param inChannels a multiple of {@code groups}
 * @param outChannels a multiple of {@code groups}
 * @param groups 1 for an ordinary convolution, {@code inChannels} for a depthwise one
 * @param outputHeight rows of the output
 * @param outputWidth columns of the output
 */
public record OperationCount(
        int kernelHeight,
        int kernelWidth,
        long inChannels,
        long outChannels,
        long groups,
        int outputHeight,
        int outputWidth) {
    public OperationCount {
        if (kernelHeight < 1 || kernelWidth < 1 || outputHeight < 1 || outputWidth < 1) {
            throw new IllegalArgumentException("A convolution's window and output are at least 1x1, found "
                    + kernelHeight + "x" + kernelWidth + " and " + outputHeight + "x" + outputWidth + ".");
        }
        if (groups < 1 || inChannels < 1 || outChannels < 1 || inChannels % groups != 0 || outChannels % groups != 0) {
            throw new IllegalArgumentException("A convolution's groups divide its channels, found " + groups
                    + " groups for " + inChannels + " -> " + outChannels + " channels.");
        }
    }

    /** K^2 Cin Cout / groups, without bias. */
    public long parameters() {
        return (long) kernelHeight * kernelWidth * (inChannels / groups) * outChannels;
    }

    /** K^2 H W (Cin / groups) (Cout / groups) groups, H and W being those of the output. */
    public long macs() {
        return parameters() * outputHeight * outputWidth;
    }
}
