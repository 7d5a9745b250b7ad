package org.quantzoo.zoo.pretrained;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.store.Sha256;

/** The identity of a network's parameters, independent of how a file stores them. */
public final class ParameterHash {
    private ParameterHash() {}

    /** SHA-256, in hexadecimal, over the values as little-endian float32 in 'c' order. */
    public static String of(INDArray parameters) {
        float[] values = parameters.dup('c').data().asFloat();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        return Sha256.of(bytes.array());
    }
}
