package org.quantzoo.zoo.ghn;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Copies between ND4J arrays of float or double and double arrays on the Java heap, in 'c' order. */
final class Numbers {

    private Numbers() {}

    static INDArray toArray(double[] values, DataType type, long... shape) {
        if (type == DataType.DOUBLE) {
            return Nd4j.createFromArray(values).reshape('c', shape);
        }
        float[] rounded = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            rounded[i] = (float) values[i];
        }
        return Nd4j.createFromArray(rounded).reshape('c', shape);
    }

    static double[] toDoubles(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    static void addTo(INDArray target, double[] values) {
        target.addi(toArray(values, target.dataType(), target.shape()));
    }
}
