package org.quantzoo.datasets.architectures;

/**
 * What a node of a {@link NetworkGraph} stands for.
 *
 * <p>The order is that of the operation embedding of GHN-2 (Knyazev et al., 2021): a constant's ordinal is its row. Rectifiers,
 * dropout and reshapes are not represented.
 */
public enum NodeOperation {
    MAX_POOL,
    AVERAGE_POOL,
    /** A convolution with groups and dilation 1, in practice depthwise. */
    GROUPED_CONVOLUTION,
    /** A convolution with groups and dilation above 1. */
    DILATED_CONVOLUTION,
    /** Any other convolution, and the weight of any fully connected layer. */
    CONVOLUTION,
    ATTENTION,
    CHANNEL_EXCITATION,
    SUM,
    CONCAT,
    INPUT,
    /** The bias vector of a convolution or fully connected layer. */
    BIAS,
    /** Batch normalisation: scale and shift in one node. */
    BATCH_NORM,
    /** Layer normalisation: scale and shift in one node. */
    LAYER_NORM,
    POSITION_ENCODING,
    GLOBAL_AVERAGE_POOL;

    /** Whether a node of this kind carries a weight tensor of two or four dimensions. */
    public boolean hasWeight() {
        return this == GROUPED_CONVOLUTION || this == DILATED_CONVOLUTION || this == CONVOLUTION;
    }

    /** Whether a node of this kind carries a scale and a shift vector. */
    public boolean isNormalization() {
        return this == BATCH_NORM || this == LAYER_NORM;
    }
}
