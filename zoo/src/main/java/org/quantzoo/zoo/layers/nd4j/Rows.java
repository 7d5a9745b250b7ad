package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Channels-last activations seen as a matrix: one row per pixel, one column per channel. */
final class Rows {

    private Rows() {}

    /** A view of a dense 'c'-order array. */
    static INDArray of(INDArray activations) {
        long channels = activations.size(activations.rank() - 1);
        return activations.reshape('c', activations.length() / channels, channels);
    }
}
