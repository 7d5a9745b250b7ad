package org.quantzoo.zoo.layers.nd4j;

import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.DynamicCustomOp.DynamicCustomOpsBuilder;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.Padding;

/** The integer arguments that ND4J's window operations share. */
record WindowArguments(Extent kernel, Extent stride, Extent dilation, Padding padding) {
    private static final int NHWC = 1;
    private static final int OIHW = 1;
    private static final int EXCLUDE_PADDING = 0;

    /** A convolution, depthwise convolution or one of their gradients. */
    DynamicCustomOpsBuilder convolution(String op) {
        return window(op, NHWC, OIHW);
    }

    /** A pooling or its gradient. */
    DynamicCustomOpsBuilder pooling(String op) {
        return window(op, EXCLUDE_PADDING, NHWC);
    }

    private DynamicCustomOpsBuilder window(String op, int tenth, int eleventh) {
        return DynamicCustomOp.builder(op)
                .addIntegerArguments(
                        kernel.height(),
                        kernel.width(),
                        stride.height(),
                        stride.width(),
                        padding.everySide(kernel.height(), dilation.height()),
                        padding.everySide(kernel.width(), dilation.width()),
                        dilation.height(),
                        dilation.width(),
                        padding == Padding.SAME ? 1 : 0,
                        tenth,
                        eleventh);
    }
}
