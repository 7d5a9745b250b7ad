package org.quantzoo.reproductions.runs;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Questions about the flat vector of a network's parameters. */
final class Parameters {
    private Parameters() {}

    /** Whether no value is infinite or not a number. */
    static boolean allFinite(INDArray parameters) {
        for (float value : values(parameters)) {
            if (!Float.isFinite(value)) {
                return false;
            }
        }
        return true;
    }

    private static float[] values(INDArray parameters) {
        return parameters.dup('c').data().asFloat();
    }
}
