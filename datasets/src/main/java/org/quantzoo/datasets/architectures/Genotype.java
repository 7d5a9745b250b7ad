package org.quantzoo.datasets.architectures;

import java.util.List;

/**
 * The wiring of the two kinds of cell of an architecture.
 *
 * <p>Each step of a cell adds two edges: edges 2k and 2k + 1 make state k + 2. The output of a cell is the concatenation of
 * the states in {@code concat}, which both kinds share.
 *
 * @param normal edges of a normal cell, two per step
 * @param reduce edges of a reduction cell, two per step, as many as {@code normal}
 * @param concat states that make the output, ascending, each between 2 and steps + 1
 */
public record Genotype(List<CellEdge> normal, List<CellEdge> reduce, List<Integer> concat) {

    /** The largest number of steps; the binary file format keeps a state in four bits. */
    public static final int MAX_STEPS = 12;

    public Genotype {
        normal = List.copyOf(normal);
        reduce = List.copyOf(reduce);
        concat = List.copyOf(concat);
        if (normal.isEmpty() || normal.size() % 2 != 0 || normal.size() != reduce.size()) {
            throw new IllegalArgumentException(
                    "Both cell kinds need the same even number of edges, two per step; found " + normal.size()
                            + " normal and " + reduce.size() + " reduction edges.");
        }
        int steps = normal.size() / 2;
        if (steps > MAX_STEPS) {
            throw new IllegalArgumentException("A cell has at most " + MAX_STEPS + " steps; found " + steps + ".");
        }
        checkInputs(normal, "normal");
        checkInputs(reduce, "reduction");
        if (concat.isEmpty()) {
            throw new IllegalArgumentException("A cell concatenates at least one state; the concat list is empty.");
        }
        int previous = 1;
        for (int state : concat) {
            if (state <= previous || state > steps + 1) {
                throw new IllegalArgumentException("The concat list holds ascending states from 2 to " + (steps + 1)
                        + " for " + steps + " steps; found " + concat + ".");
            }
            previous = state;
        }
    }

    private static void checkInputs(List<CellEdge> edges, String kind) {
        for (int i = 0; i < edges.size(); i++) {
            int states = i / 2 + 2;
            if (edges.get(i).input() >= states) {
                throw new IllegalArgumentException("Edge " + i + " of the " + kind + " cell may read states 0 to "
                        + (states - 1) + "; found " + edges.get(i).input() + ".");
            }
        }
    }

    /** The number of steps per cell. */
    public int steps() {
        return normal.size() / 2;
    }

    /** The edges of one kind of cell. */
    public List<CellEdge> edges(boolean reduction) {
        return reduction ? reduce : normal;
    }

    /** Whether any edge of either kind of cell is a dense 5x5 or 7x7 convolution. */
    public boolean hasLargeDenseConvolution() {
        return hasLargeDenseConvolution(normal) || hasLargeDenseConvolution(reduce);
    }

    private static boolean hasLargeDenseConvolution(List<CellEdge> edges) {
        for (CellEdge edge : edges) {
            if (edge.operation().isLargeDenseConvolution()) {
                return true;
            }
        }
        return false;
    }
}
