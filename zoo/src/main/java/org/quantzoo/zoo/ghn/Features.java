package org.quantzoo.zoo.ghn;

import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Node features: one row of {@link GhnConfiguration#HIDDEN} numbers per node, in double precision on the Java heap.
 *
 * <p>They are small and read node by node, which ND4J arrays are slow at.
 *
 * @param values row by row
 */
record Features(double[] values) {

    private static final int WIDTH = GhnConfiguration.HIDDEN;

    static Features zeros(int rows) {
        return new Features(new double[rows * WIDTH]);
    }

    int rows() {
        return values.length / WIDTH;
    }

    /** Rows from {@code first} on, copied. */
    Features slice(int first, int rows) {
        return new Features(Arrays.copyOfRange(values, first * WIDTH, (first + rows) * WIDTH));
    }

    /** Rows put one after the other. */
    static Features concat(List<Features> parts) {
        double[] all =
                new double[parts.stream().mapToInt(part -> part.values.length).sum()];
        int offset = 0;
        for (Features part : parts) {
            System.arraycopy(part.values, 0, all, offset, part.values.length);
            offset += part.values.length;
        }
        return new Features(all);
    }

    /** The rows of an index list, copied. */
    Features select(int[] rows) {
        double[] selected = new double[rows.length * WIDTH];
        for (int i = 0; i < rows.length; i++) {
            System.arraycopy(values, rows[i] * WIDTH, selected, i * WIDTH, WIDTH);
        }
        return new Features(selected);
    }

    /** Adds rows to the rows of an index list. */
    void addRows(int[] rows, Features added) {
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < WIDTH; j++) {
                values[rows[i] * WIDTH + j] += added.values[i * WIDTH + j];
            }
        }
    }

    /** The features as an array [rows, 32]. */
    INDArray toArray(DataType type) {
        return Numbers.toArray(values, type, rows(), WIDTH);
    }
}
