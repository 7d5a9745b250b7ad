package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMax;
import org.nd4j.linalg.api.ops.impl.scalar.ScalarMin;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.layers.Rectifier;

/** The rectifier at the end of a kernel, in place. */
final class Rectification {

    private Rectification() {}

    static void forward(Rectifier rectifier, INDArray y) {
        if (rectifier == Rectifier.NONE) {
            return;
        }
        Nd4j.getExecutioner().exec(new ScalarMax(y, null, y, rectifier.lower()));
        if (Double.isFinite(rectifier.upper())) {
            Nd4j.getExecutioner().exec(new ScalarMin(y, null, y, rectifier.upper()));
        }
    }

    /** Zeroes the gradient wherever the rectified output y lies on a bound. */
    static void backward(Rectifier rectifier, INDArray y, INDArray gradient) {
        switch (rectifier) {
            case NONE -> {}
            case RELU -> mask("relu_bp", y, gradient);
            case RELU6 -> mask("relu6_bp", y, gradient);
        }
    }

    private static void mask(String op, INDArray y, INDArray gradient) {
        Nd4j.exec(DynamicCustomOp.builder(op)
                .addInputs(y, gradient)
                .addOutputs(gradient)
                .addFloatingPointArguments(0.0)
                .build());
    }
}
