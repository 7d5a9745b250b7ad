package org.quantzoo.zoo.quantization;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.api.shape.Shape;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Reads the elements of a float or double tensor in 'c' order, a cache-sized chunk at a time.
 *
 * <p>On a CPU, dense 'c' tensors (views included) are read in place; anything else goes through one dense copy. On other backends
 * the whole tensor is fetched to the host once. Every element is checked to be finite.
 */
final class ElementReader {
    /** Elements per chunk: source and destination chunks of doubles fit a first-level cache of 48 KB. */
    static final int CHUNK = 2048;

    private final String what;
    private final boolean floats;
    private final long length;
    private final FloatPointer floatPointer;
    private final DoublePointer doublePointer;
    private final double[] host;
    private long position;

    /** Keeps the memory behind the pointers reachable while this reader lives. */
    private final INDArray owner;

    private final float[] floatChunk;

    /**
     * Opens a tensor.
     *
     * @param what the operation that reads, as the subject of error messages
     */
    ElementReader(String what, INDArray array) {
        this(what, array, onCpu());
    }

    /** With {@code hostMemory} false, reads as on a backend whose arrays live on another device. */
    ElementReader(String what, INDArray array, boolean hostMemory) {
        this.what = what;
        DataType type = requireType(what, array);
        this.floats = type == DataType.FLOAT;
        this.length = array.length();
        this.owner = isDense(array) ? array : array.dup('c');
        Pointer address = hostMemory && length > 0 ? owner.data().addressPointer() : null;
        this.floatPointer = address != null && floats ? new FloatPointer(address) : null;
        this.doublePointer = address != null && !floats ? new DoublePointer(address) : null;
        this.host = hostMemory ? null : owner.dup('c').data().asDouble();
        this.floatChunk = floats ? new float[CHUNK] : null;
    }

    /** Fills the chunk from its start, floats widened, and returns how many elements it got: 0 at the end of the tensor. */
    int read(double[] chunk) {
        int n = next();
        if (doublePointer != null && n > 0) {
            doublePointer.position(position).get(chunk, 0, n);
        } else if (floatPointer != null && n > 0) {
            floatPointer.position(position).get(floatChunk, 0, n);
            for (int i = 0; i < n; i++) {
                chunk[i] = floatChunk[i];
            }
        } else if (n > 0) {
            System.arraycopy(host, (int) position, chunk, 0, n);
        }
        Finite.require(what, chunk, n, position);
        position += n;
        return n;
    }

    /** All elements of a tensor. */
    static double[] all(String what, INDArray array) {
        double[] values = new double[Math.toIntExact(array.length())];
        double[] chunk = new double[CHUNK];
        ElementReader reader = new ElementReader(what, array);
        int done = 0;
        for (int n = reader.read(chunk); n > 0; n = reader.read(chunk)) {
            System.arraycopy(chunk, 0, values, done, n);
            done += n;
        }
        return values;
    }

    private int next() {
        return (int) Math.min(CHUNK, length - position);
    }

    static boolean onCpu() {
        return Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU;
    }

    static boolean isDense(INDArray array) {
        return array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
    }

    static DataType requireType(String what, INDArray array) {
        DataType type = array.dataType();
        if (type != DataType.FLOAT && type != DataType.DOUBLE) {
            throw new IllegalArgumentException(what + " works on FLOAT or DOUBLE tensors, found " + type
                    + "; convert the tensor with castTo first.");
        }
        return type;
    }
}
