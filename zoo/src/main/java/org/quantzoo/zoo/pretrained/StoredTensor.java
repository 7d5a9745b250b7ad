package org.quantzoo.zoo.pretrained;

import java.util.List;

/**
 * One parameter of a network in a checkpoint.
 *
 * @param layer the vertex
 * @param parameter the layer's key, for example {@code W}
 * @param shape its extents
 * @param storage of its values
 */
record StoredTensor(String layer, String parameter, List<Long> shape, TensorStorage storage) {
    StoredTensor {
        shape = List.copyOf(shape);
    }

    String name() {
        return layer + "/" + parameter;
    }

    /** @throws ArithmeticException if the shape has more elements than a long counts */
    long length() {
        return shape.stream().reduce(1L, Math::multiplyExact);
    }

    /** @throws ArithmeticException if a long does not count them */
    long bytes() {
        return storage.bytes(length());
    }

    long[] shapeArray() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
