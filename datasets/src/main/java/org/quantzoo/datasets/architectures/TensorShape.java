package org.quantzoo.datasets.architectures;

import java.util.Arrays;
import java.util.stream.Collectors;

/** An immutable tensor shape; the empty shape marks a node without one. */
public final class TensorShape {

    /** No shape. */
    public static final TensorShape NONE = new TensorShape();

    private final int[] dimensions;

    private TensorShape(int... dimensions) {
        this.dimensions = dimensions;
    }

    /**
     * Makes a shape.
     *
     * @param dimensions at least one, each at least 1
     */
    public static TensorShape of(int... dimensions) {
        if (dimensions.length == 0) {
            throw new IllegalArgumentException("A tensor shape has at least one dimension; found none.");
        }
        for (int dimension : dimensions) {
            if (dimension < 1) {
                throw new IllegalArgumentException(
                        "A tensor's dimensions are at least 1; found " + Arrays.toString(dimensions) + ".");
            }
        }
        return new TensorShape(dimensions.clone());
    }

    /** The number of dimensions; 0 for {@link #NONE}. */
    public int rank() {
        return dimensions.length;
    }

    /** The extent along an axis; 1 beyond the rank. */
    public int extent(int axis) {
        return axis < dimensions.length ? dimensions[axis] : 1;
    }

    /** The number of elements; 0 for {@link #NONE}. */
    public long elements() {
        long product = dimensions.length == 0 ? 0 : 1;
        for (int dimension : dimensions) {
            product *= dimension;
        }
        return product;
    }

    /** The dimensions as longs, the form ND4J takes. */
    public long[] toLongs() {
        return Arrays.stream(dimensions).asLongStream().toArray();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TensorShape shape && Arrays.equals(dimensions, shape.dimensions);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(dimensions);
    }

    /** For example {@code (64,3,7,7)}. */
    @Override
    public String toString() {
        return Arrays.stream(dimensions).mapToObj(String::valueOf).collect(Collectors.joining(",", "(", ")"));
    }
}
