package org.quantzoo.zoo.pretrained;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** How a file stores the values of one tensor. */
sealed interface TensorStorage {
    /** What every tensor has that is neither rounded nor quantized. */
    TensorStorage FLOAT32 = new Reals(FloatStorage.FLOAT32);

    /**
     * The number of bytes that so many values take.
     *
     * @throws ArithmeticException if a long does not count them
     */
    long bytes(long count);

    /**
     * The stored form of values, in 'c' order.
     *
     * @param tensor in an error message
     * @throws IllegalArgumentException if one is not a finite number as it would be stored
     */
    byte[] encode(INDArray values, String tensor);

    /**
     * Reads values.
     *
     * @param from the first byte
     * @param tensor in an error message
     * @throws IOException if they are none that {@link #encode} writes
     */
    float[] decode(byte[] content, int from, int count, String tensor) throws IOException;

    /**
     * Real numbers, little-endian.
     *
     * @param type of each
     */
    record Reals(FloatStorage type) implements TensorStorage {
        @Override
        public long bytes(long count) {
            return Math.multiplyExact(count, (long) type.bytes());
        }

        @Override
        public byte[] encode(INDArray values, String tensor) {
            float[] real = values.dup('c').data().asFloat();
            requireFinite(real, tensor);
            ByteBuffer stored =
                    ByteBuffer.allocate(Math.toIntExact(bytes(real.length))).order(ByteOrder.LITTLE_ENDIAN);
            type.put(real, stored);
            type.get(stored.rewind(), real);
            requireFinite(real, tensor + ", stored as " + type.id() + ",");
            return stored.array();
        }

        @Override
        public float[] decode(byte[] content, int from, int count, String tensor) throws IOException {
            float[] values = new float[count];
            type.get(ByteBuffer.wrap(content, from, count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN), values);
            try {
                requireFinite(values, tensor);
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
            return values;
        }

        private static void requireFinite(float[] values, String tensor) {
            for (float value : values) {
                if (!Float.isFinite(value)) {
                    throw new IllegalArgumentException(
                            tensor + " holds the value " + value + "; every parameter is a finite number.");
                }
            }
        }
    }

    /**
     * The integer levels of a quantizer, packed to its bits.
     *
     * @param quantizer that gives each level its value
     */
    record Quantized(AffineQuantizer quantizer) implements TensorStorage {
        @Override
        public long bytes(long count) {
            return Levels.bytes(count, quantizer.bits());
        }

        @Override
        public byte[] encode(INDArray values, String tensor) {
            return Levels.pack(quantizer.quantize(values).data().asInt(), quantizer.bits());
        }

        /** Millions of weights have a few hundred different values, which are computed once. */
        @Override
        public float[] decode(byte[] content, int from, int count, String tensor) throws IOException {
            float[] real = new float[quantizer.maxLevel() + 1];
            for (int level = 0; level < real.length; level++) {
                real[level] = (float) quantizer.dequantize(level);
            }
            int[] levels = Levels.unpack(content, from, count, quantizer.bits(), tensor);
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                values[i] = real[levels[i]];
            }
            return values;
        }
    }
}
