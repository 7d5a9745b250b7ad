package org.quantzoo.datasets.architectures;

import java.util.Objects;

/**
 * One edge of a cell: an operation and the state it reads.
 *
 * @param operation what is computed
 * @param input the state read: 0 is the output of the cell before last, 1 of the last cell, 2 + j of step j of this cell
 */
public record CellEdge(CellOperation operation, int input) {
    public CellEdge {
        Objects.requireNonNull(operation, "operation");
        if (input < 0) {
            throw new IllegalArgumentException("A cell edge reads state 0 or higher; found " + input + ".");
        }
    }
}
