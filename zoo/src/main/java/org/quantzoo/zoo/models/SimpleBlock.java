package org.quantzoo.zoo.models;

/** The convolution blocks of "Starting Positions Matter" Table 1 and thesis Table 4.2. */
public enum SimpleBlock {
    /** One 3x3 convolution. */
    REGULAR,
    /** A 3x3 depthwise convolution, then a 1x1 convolution that widens (the MobileNets block). */
    DEPTHWISE_SEPARABLE
}
