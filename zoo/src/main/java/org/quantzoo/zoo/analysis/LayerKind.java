package org.quantzoo.zoo.analysis;

/** What a quantized vertex of a network is. */
public enum LayerKind {
    /** The network's input: activations without weights. */
    INPUT,
    /** A convolution whose filters see all input channels. */
    CONVOLUTION,
    /** A convolution with several channels in each of its groups. */
    GROUP_CONVOLUTION,
    /** A convolution whose filters see one channel each. */
    DEPTHWISE_CONVOLUTION,
    /** A fully connected layer. */
    DENSE,
    /** The sum at the end of a residual block: activations without weights. */
    SUM;

    /** Whether the vertex multiplies by weights. */
    public boolean hasWeights() {
        return this != INPUT && this != SUM;
    }
}
