package org.quantzoo.zoo.initialization;

/** How the fans of a convolution's filters are counted. The two differ for depthwise and grouped convolutions only. */
public enum FanConvention {
    /**
     * What TensorFlow and Keras compute from the shape of the kernel array: (kh, kw, C, multiplier) for a depthwise convolution,
     * hence fan_in = kh kw C and fan_out = kh kw multiplier; (kh, kw, Cin / groups, Cout) for any other. The papers' results fit
     * this one.
     */
    KERNEL_SHAPE,
    /** What one filter sees and feeds: fan_in = kh kw Cin / groups, fan_out = kh kw Cout / groups. */
    PER_FILTER
}
