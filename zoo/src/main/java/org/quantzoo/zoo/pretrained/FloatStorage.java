package org.quantzoo.zoo.pretrained;

import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** How a file stores real numbers; a network computes with them in float32 either way. */
public enum FloatStorage {
    /** Four bytes a number, as it is. */
    FLOAT32("float32", Float.BYTES) {
        @Override
        void put(float[] values, ByteBuffer to) {
            to.asFloatBuffer().put(values);
        }

        @Override
        void get(ByteBuffer from, float[] values) {
            from.asFloatBuffer().get(values);
        }
    },
    /** Two bytes a number, the upper half of its float32 rounded to nearest even: 8 significant bits and the same exponents. */
    BFLOAT16("bfloat16", Short.BYTES) {
        @Override
        void put(float[] values, ByteBuffer to) {
            for (float value : values) {
                to.putShort((short) (roundedBits(value) >>> Short.SIZE));
            }
        }

        @Override
        void get(ByteBuffer from, float[] values) {
            short[] halves = new short[values.length];
            from.asShortBuffer().get(halves);
            for (int i = 0; i < halves.length; i++) {
                values[i] = Float.intBitsToFloat(halves[i] << Short.SIZE);
            }
        }
    };

    private static final int LOWER_HALF = 0xffff;

    private final String id;
    private final int bytes;

    FloatStorage(String id, int bytes) {
        this.id = id;
        this.bytes = bytes;
    }

    /** The name in manifests and metadata. */
    @JsonValue
    public String id() {
        return id;
    }

    /** The storage of a name, or nothing where there is none. */
    static Optional<FloatStorage> of(String id) {
        return Arrays.stream(values()).filter(storage -> storage.id.equals(id)).findFirst();
    }

    /** Bytes a number. */
    int bytes() {
        return bytes;
    }

    /** Writes numbers from the buffer's position on, in its byte order. */
    abstract void put(float[] values, ByteBuffer to);

    /** Fills an array with the numbers from the buffer's position on. */
    abstract void get(ByteBuffer from, float[] values);

    /**
     * The float32 whose lower half is zero and which is nearest to a value; of two at the same distance, the one that ends in a
     * zero bit. Numbers beyond the largest bfloat16 become infinite.
     */
    private static int roundedBits(float value) {
        int bits = Float.floatToRawIntBits(value);
        int lastKept = bits >>> Short.SIZE & 1;
        return bits + (LOWER_HALF >>> 1) + lastKept & ~LOWER_HALF;
    }
}
