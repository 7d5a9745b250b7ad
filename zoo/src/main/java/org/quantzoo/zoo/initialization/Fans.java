package org.quantzoo.zoo.initialization;

/**
 * The fans of a weight tensor, from which scale-aware initialisers derive the spread of the weights.
 *
 * @param in weights that feed one output, at least 1
 * @param out outputs that one input feeds, at least 1
 */
public record Fans(long in, long out) {
    public Fans {
        if (in < 1 || out < 1) {
            throw new IllegalArgumentException("Fans are at least 1, found in = " + in + " and out = " + out + ".");
        }
    }

    /** The fans of a dense layer's {@code [in, out]} matrix. */
    public static Fans ofDense(long inputs, long outputs) {
        return new Fans(inputs, outputs);
    }

    /**
     * The fans of a convolution with weights {@code [outChannels, channelsPerFilter, kernelHeight, kernelWidth]}.
     *
     * @param outChannels filters, a multiple of {@code groups}
     * @param channelsPerFilter input channels divided by groups
     * @param groups channel groups; with one channel per filter and several groups the convolution is depthwise
     */
    public static Fans ofConvolution(
            long outChannels,
            long channelsPerFilter,
            int kernelHeight,
            int kernelWidth,
            long groups,
            FanConvention convention) {
        if (groups < 1 || outChannels % groups != 0) {
            throw new IllegalArgumentException("A convolution's groups divide its filters, found " + groups
                    + " groups for " + outChannels + " filters.");
        }
        long window = (long) kernelHeight * kernelWidth;
        boolean depthwise = channelsPerFilter == 1 && groups > 1;
        return switch (convention) {
            case PER_FILTER -> new Fans(window * channelsPerFilter, window * (outChannels / groups));
            case KERNEL_SHAPE -> depthwise
                    ? new Fans(window * groups, window * (outChannels / groups))
                    : new Fans(window * channelsPerFilter, window * outChannels);
        };
    }
}
