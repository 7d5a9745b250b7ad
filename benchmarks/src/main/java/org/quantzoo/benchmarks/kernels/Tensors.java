package org.quantzoo.benchmarks.kernels;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Arrays for benchmarks: values of ordinary size, since zeros and denormal numbers take other times. */
final class Tensors {
    private Tensors() {}

    /** Values between -1 and 1, the same for the same seed and shape. */
    static INDArray uniform(long seed, long... shape) {
        int length = 1;
        for (long size : shape) {
            length = Math.multiplyExact(length, Math.toIntExact(size));
        }
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return Nd4j.createFromArray(values).reshape(shape);
    }
}
