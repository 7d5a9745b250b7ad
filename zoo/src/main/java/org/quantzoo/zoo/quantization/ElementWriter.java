package org.quantzoo.zoo.quantization;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Writes the elements of a float or double tensor in 'c' order, chunk after chunk; the counterpart of {@link ElementReader}.
 *
 * <p>{@link #finish} must follow the last chunk: tensors that cannot be written in place are filled there.
 */
final class ElementWriter {
    private final INDArray target;
    private final FloatPointer floatPointer;
    private final DoublePointer doublePointer;

    /** Values on their way to a tensor that is strided, in 'f' order or on another device; else null. */
    private final double[] detour;

    private final float[] floatChunk;
    private long position;

    private ElementWriter(String what, INDArray target) {
        boolean floats = ElementReader.requireType(what, target) == DataType.FLOAT;
        this.target = target;
        boolean inPlace = ElementReader.onCpu() && ElementReader.isDense(target);
        Pointer address = inPlace && target.length() > 0 ? target.data().addressPointer() : null;
        this.floatPointer = address != null && floats ? new FloatPointer(address) : null;
        this.doublePointer = address != null && !floats ? new DoublePointer(address) : null;
        this.detour = inPlace ? null : new double[Math.toIntExact(target.length())];
        this.floatChunk = floats ? new float[ElementReader.CHUNK] : null;
    }

    /** A writer into {@code target}, which must have the shape and type of {@code source}. */
    static ElementWriter matching(String what, INDArray target, INDArray source) {
        requireMatch(what, target, source);
        return new ElementWriter(what, target);
    }

    /** Throws unless the two arrays have one shape and one type. */
    static void requireMatch(String what, INDArray one, INDArray other) {
        if (!Arrays.equals(one.shape(), other.shape()) || one.dataType() != other.dataType()) {
            throw new IllegalArgumentException(what + " needs arrays of one shape and type, found "
                    + other.dataType() + Arrays.toString(other.shape()) + " and " + one.dataType()
                    + Arrays.toString(one.shape()) + ".");
        }
    }

    /** Writes the first {@code n} values; those for a float tensor are rounded here. */
    void write(double[] chunk, int n) {
        if (detour != null) {
            System.arraycopy(chunk, 0, detour, (int) position, n);
        } else if (doublePointer != null) {
            doublePointer.position(position).put(chunk, 0, n);
        } else {
            for (int i = 0; i < n; i++) {
                floatChunk[i] = (float) chunk[i];
            }
            floatPointer.position(position).put(floatChunk, 0, n);
        }
        position += n;
    }

    /** Writes a whole tensor's values. */
    void writeAll(double[] values) {
        double[] chunk = new double[ElementReader.CHUNK];
        for (int done = 0; done < values.length; done += chunk.length) {
            int n = Math.min(chunk.length, values.length - done);
            System.arraycopy(values, done, chunk, 0, n);
            write(chunk, n);
        }
    }

    /** Completes the tensor. */
    void finish() {
        if (detour != null && detour.length > 0) {
            target.assign(
                    Nd4j.createFromArray(detour).reshape('c', target.shape()).castTo(target.dataType()));
        }
    }
}
