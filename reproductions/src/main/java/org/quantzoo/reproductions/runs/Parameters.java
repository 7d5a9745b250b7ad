package org.quantzoo.reproductions.runs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.store.Sha256;

/** Questions about the flat vector of a network's parameters. */
final class Parameters {
    private Parameters() {}

    /** SHA-256 over the values as little-endian float32 in 'c' order. */
    static String hash(INDArray parameters) {
        float[] values = values(parameters);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Sha256.of(bytes.array());
    }

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
