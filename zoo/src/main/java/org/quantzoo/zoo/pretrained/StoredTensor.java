package org.quantzoo.zoo.pretrained;

import java.util.List;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * One parameter of a network in a checkpoint.
 *
 * @param layer the vertex
 * @param parameter the layer's key, for example {@code W}
 * @param shape its extents
 * @param quantizer whose levels are stored, or null where float32 values are
 */
record StoredTensor(String layer, String parameter, List<Long> shape, AffineQuantizer quantizer) {
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

    long bytes() {
        return quantizer == null
                ? Math.multiplyExact(length(), (long) Float.BYTES)
                : Levels.bytes(length(), quantizer.bits());
    }

    long[] shapeArray() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
