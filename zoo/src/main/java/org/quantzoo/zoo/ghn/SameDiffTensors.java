package org.quantzoo.zoo.ghn;

import java.util.EnumMap;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.buffer.DataType;

/** A SameDiff graph with a hypernetwork's tensors as its variables, and the operations that the parts of a prediction share. */
final class SameDiffTensors {

    private final SameDiff graph = SameDiff.create();
    private final Map<GhnTensor, SDVariable> variables = new EnumMap<>(GhnTensor.class);
    private final DataType type;

    SameDiffTensors(GhnWeights weights) {
        type = weights.dataType();
        for (GhnTensor tensor : GhnTensor.of(weights.configuration())) {
            variables.put(tensor, graph.var(tensor.id(), weights.get(tensor).dup('c')));
        }
    }

    SameDiff graph() {
        return graph;
    }

    SDVariable get(GhnTensor tensor) {
        return variables.get(tensor);
    }

    SDVariable constant(double[] values, long... shape) {
        return graph.constant(Numbers.toArray(values, type, shape));
    }

    /**
     * Rows of a matrix by their numbers, as a product with ones: SameDiff's gather has a wrong gradient, and whoever takes the
     * graph further may ask for one.
     *
     * @param matrixRows rows of the matrix
     */
    SDVariable select(SDVariable matrix, int matrixRows, int... rows) {
        double[] ones = new double[rows.length * matrixRows];
        for (int i = 0; i < rows.length; i++) {
            ones[i * matrixRows + rows[i]] = 1;
        }
        return constant(ones, rows.length, matrixRows).mmul(matrix);
    }

    /** x w' + b, with w as it is stored: (out, in). */
    SDVariable linear(SDVariable x, GhnTensor weight, GhnTensor bias) {
        return linear(x, get(weight), get(bias));
    }

    SDVariable linear(SDVariable x, SDVariable weight, SDVariable bias) {
        return graph.mmul(x, weight, false, true, false).add(bias);
    }

    SDVariable relu(SDVariable x) {
        return graph.nn().relu(x, 0);
    }

    /** Some columns of a matrix, the last one exclusive. */
    static SDVariable columns(SDVariable matrix, long from, long to) {
        return matrix.get(SDIndex.all(), SDIndex.interval(from, to));
    }
}
