package org.quantzoo.zoo.layers.runtime;

import java.util.Arrays;
import org.deeplearning4j.exception.DL4JInvalidInputException;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;

/** Checks of what reaches a layer, and its form for kernels. */
final class Activations {

    private Activations() {}

    /** Checks that there is at least one example. */
    static void requireExamples(INDArray x, String layer) {
        if (x.size(0) < 1) {
            throw new DL4JInvalidInputException(
                    layer + " needs at least one example, found an input of shape " + shape(x) + ".");
        }
    }

    /** Checks for NHWC images; {@code channels} is -1 where any number will do. */
    static void requireImages(INDArray x, long channels, String layer) {
        if (x.rank() != 4 || (channels >= 0 && x.size(3) != channels)) {
            throw new DL4JInvalidInputException(layer + " needs NHWC images [batch, height, width, "
                    + (channels >= 0 ? channels : "channels") + "], found an input of shape " + shape(x)
                    + (x.rank() == 4 && x.size(1) == channels
                            ? "; the channels seem to come first, permute(0, 2, 3, 1) puts them last."
                            : "."));
        }
        requireExamples(x, layer);
    }

    /** Checks that a window operation has an output. */
    static void requireOutput(int height, int width, Extent window, INDArray x, String layer) {
        if (height < 1 || width < 1) {
            throw new DL4JInvalidInputException(layer + " has a window of " + window.height() + "x" + window.width()
                    + " and no padding, found an input of shape " + shape(x)
                    + "; use SAME padding or larger images.");
        }
    }

    static String shape(INDArray x) {
        return Arrays.toString(x.shape());
    }

    /** The array itself if it is dense, in 'c' order and of the given type, else such a copy in the given workspace. */
    static INDArray dense(INDArray array, DataType dataType, ArrayType workspace, LayerWorkspaceMgr workspaces) {
        if (array.dataType() != dataType) {
            INDArray cast = workspaces.createUninitialized(workspace, dataType, array.shape(), 'c');
            return cast.assign(array);
        }
        if (array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array)) {
            return array;
        }
        return workspaces.dup(workspace, array, 'c');
    }

    /**
     * The gradient at a layer's output, in a form that a kernel may use as scratch.
     *
     * <p>Inside workspaces DL4J makes it for this layer alone; outside, it may be an array of the user's.
     */
    static INDArray scratchGradient(INDArray epsilon, DataType dataType, LayerWorkspaceMgr workspaces) {
        INDArray dense = dense(epsilon, dataType, ArrayType.BP_WORKING_MEM, workspaces);
        return dense == epsilon && !epsilon.isAttached()
                ? workspaces.dup(ArrayType.BP_WORKING_MEM, epsilon, 'c')
                : dense;
    }
}
