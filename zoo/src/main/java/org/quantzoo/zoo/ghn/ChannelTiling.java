package org.quantzoo.zoo.ghn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Repeats a decoded tensor along its channel axes until it has its full width, and sums gradients over the copies.
 *
 * <p>Element (o, i, ...) of the full tensor is element (o mod d0, i mod d1, ...) of the decoded one. Vectors have one channel axis.
 */
final class ChannelTiling {

    private ChannelTiling() {}

    /**
     * The full tensor.
     *
     * @param decoded may be a view; returned as it is where nothing is repeated
     * @param shape the full shape, of the same rank
     */
    static INDArray expand(INDArray decoded, long[] shape) {
        INDArray tensor = decoded;
        for (int axis = Math.min(shape.length, 2) - 1; axis >= 0; axis--) {
            long period = tensor.size(axis);
            if (period < shape[axis]) {
                long[] wider = tensor.shape().clone();
                wider[axis] = shape[axis];
                INDArray repeated = Nd4j.createUninitialized(tensor.dataType(), wider, 'c');
                for (long start = 0; start < shape[axis]; start += period) {
                    long width = Math.min(period, shape[axis] - start);
                    interval(repeated, axis, start, width).assign(interval(tensor, axis, 0, width));
                }
                tensor = repeated;
            }
        }
        return tensor;
    }

    /**
     * The gradient at the decoded tensor.
     *
     * @param gradient gradient at the full tensor, unchanged
     * @param shape the decoded shape, of the same rank
     */
    static INDArray reduce(INDArray gradient, long[] shape) {
        INDArray tensor = gradient;
        for (int axis = 0; axis < Math.min(shape.length, 2); axis++) {
            long extent = tensor.size(axis);
            if (shape[axis] < extent) {
                INDArray sum = interval(tensor, axis, 0, shape[axis]).dup('c');
                for (long start = shape[axis]; start < extent; start += shape[axis]) {
                    long width = Math.min(shape[axis], extent - start);
                    interval(sum, axis, 0, width).addi(interval(tensor, axis, start, width));
                }
                tensor = sum;
            }
        }
        return tensor;
    }

    private static INDArray interval(INDArray tensor, int axis, long start, long width) {
        if (start == 0 && width == tensor.size(axis)) {
            return tensor;
        }
        INDArrayIndex[] indices = NDArrayIndex.allFor(tensor);
        indices[axis] = NDArrayIndex.interval(start, start + width);
        return tensor.get(indices);
    }
}
