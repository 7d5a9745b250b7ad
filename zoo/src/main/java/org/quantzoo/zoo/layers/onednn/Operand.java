package org.quantzoo.zoo.layers.onednn;

import java.lang.ref.Reference;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The address of a caller's array, after a check that native code cannot leave it.
 *
 * <p>Native code trusts sizes: a wrong one would overwrite foreign memory, so every array is checked at every call.
 */
final class Operand {
    private Operand() {}

    /** The address of the array's first element. */
    static long address(String operation, String name, INDArray array, long... shape) {
        if (array == null) {
            throw new IllegalArgumentException(
                    operation + " needs " + name + " of shape " + Arrays.toString(shape) + ", found none.");
        }
        if (array.dataType() != DataType.FLOAT) {
            throw new IllegalArgumentException(operation + " needs " + name + " of type FLOAT, found "
                    + array.dataType() + "; use a FLOAT network or -Dquantzoo.kernels=nd4j.");
        }
        if (!Arrays.equals(array.shape(), shape)) {
            throw new IllegalArgumentException(operation + " needs " + name + " of shape " + Arrays.toString(shape)
                    + ", found " + Arrays.toString(array.shape()) + ".");
        }
        if (!isDense(array)) {
            throw new IllegalArgumentException(operation + " needs " + name + " dense in 'c' order, found strides "
                    + Arrays.toString(array.stride()) + " for shape " + Arrays.toString(shape) + "; use dup('c').");
        }
        return array.data().addressPointer().address();
    }

    /** The sizes of an activation along its four axes N, H, W, C. */
    static long[] activationShape(String operation, String name, INDArray array, long channels) {
        if (array == null || array.rank() != 4 || array.size(3) != channels || array.length() == 0) {
            throw new IllegalArgumentException(operation + " needs " + name + " of shape [batch, height, width, "
                    + channels + "] with no axis of size 0, found "
                    + (array == null ? "none" : Arrays.toString(array.shape())) + ".");
        }
        return array.shape();
    }

    /** The number of rows of a matrix with the given number of columns. */
    static long rows(String operation, String name, INDArray array, long columns) {
        if (array == null || array.rank() != 2 || array.size(1) != columns || array.length() == 0) {
            throw new IllegalArgumentException(operation + " needs " + name + " of shape [batch, " + columns
                    + "] with a batch of at least 1, found "
                    + (array == null ? "none" : Arrays.toString(array.shape())) + ".");
        }
        return array.size(0);
    }

    /** Keeps the arrays from being freed while native code still works on their addresses. */
    static void keepAlive(INDArray... arrays) {
        for (INDArray array : arrays) {
            Reference.reachabilityFence(array);
        }
    }

    private static boolean isDense(INDArray array) {
        long expected = 1;
        for (int axis = array.rank() - 1; axis >= 0; axis--) {
            if (array.size(axis) != 1 && array.stride(axis) != expected) {
                return false;
            }
            expected *= array.size(axis);
        }
        return true;
    }
}
