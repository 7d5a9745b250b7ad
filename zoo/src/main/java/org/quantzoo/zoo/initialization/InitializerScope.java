package org.quantzoo.zoo.initialization;

/**
 * Which convolutions take the tested initialiser. The first convolution and the dense layers never do: they stay Glorot uniform.
 */
public enum InitializerScope {
    /** Every convolution but the first, as the texts say. */
    ALL_CONV,
    /**
     * Depthwise convolutions alone; the pointwise ones stay Glorot uniform. Inferred: only this explains which untrained networks of
     * the papers failed to train.
     */
    DEPTHWISE_ONLY;

    /**
     * Whether a convolution behind the first takes the tested initialiser.
     *
     * @param depthwise whether each of its filters sees one channel of several
     */
    public boolean covers(boolean depthwise) {
        return this == ALL_CONV || depthwise;
    }
}
