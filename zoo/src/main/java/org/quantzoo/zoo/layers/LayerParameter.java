package org.quantzoo.zoo.layers;

import java.util.Arrays;

/**
 * One parameter array of a layer.
 *
 * @param key its key in DL4J's parameter table, for example {@code W}
 * @param shape its shape; stored in 'c' order
 * @param role what regularisation and updaters treat it as
 */
public record LayerParameter(String key, long[] shape, Role role) {

    /** What DL4J's settings by kind of parameter apply to it. */
    public enum Role {
        /** L1, L2 and weight decay apply. */
        WEIGHT,
        /** The bias updater and the bias regularisation apply, where the user sets them. */
        BIAS,
        /** Trained like a weight, never regularised. */
        SCALE,
        /** Not trained: a running estimate. */
        STATISTIC
    }

    /** The number of elements. */
    public long length() {
        return Arrays.stream(shape).reduce(1, Math::multiplyExact);
    }
}
