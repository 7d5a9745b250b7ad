package org.quantzoo.zoo.layers.onednn;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** A native memory area of fixed size, aligned to a cache line, that lives as long as its scope. */
final class NativeMemory {
    private static final long ALIGNMENT = 64;

    private final BytePointer area;
    private final long base;
    private final long address;

    /**
     * Reserves memory.
     *
     * @param purpose names what it is for, should there be none left
     */
    NativeMemory(NativeScope scope, long bytes, Supplier<String> purpose) {
        try {
            area = scope.own(new BytePointer(bytes + ALIGNMENT), Pointer::deallocate);
        } catch (OutOfMemoryError e) {
            OutOfMemoryError named =
                    new OutOfMemoryError(purpose.get() + " needs " + bytes + " bytes: " + e.getMessage());
            named.initCause(e);
            throw named;
        }
        address = (area.address() + ALIGNMENT - 1) & -ALIGNMENT;
        base = address - area.address();
    }

    /** Memory that holds a copy of the values. */
    static NativeMemory of(NativeScope scope, byte[] values, Supplier<String> purpose) {
        NativeMemory memory = new NativeMemory(scope, values.length, purpose);
        memory.area.position(memory.base).put(values);
        memory.area.position(0);
        return memory;
    }

    /** Memory that holds a copy of the values. */
    static NativeMemory of(NativeScope scope, float[] values, Supplier<String> purpose) {
        NativeMemory memory = new NativeMemory(scope, (long) values.length * Float.BYTES, purpose);
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.nativeOrder());
        bytes.asFloatBuffer().put(values);
        memory.area.position(memory.base).put(bytes.array());
        memory.area.position(0);
        return memory;
    }

    long address() {
        return address;
    }

    /** A copy of a part of the content. */
    byte[] bytes(long offset, int length) {
        byte[] bytes = new byte[length];
        area.position(base + offset).get(bytes);
        area.position(0);
        return bytes;
    }

    /** A copy of a part of the content, as float32. */
    float[] floats(long offset, int length) {
        float[] values = new float[length];
        ByteBuffer.wrap(bytes(offset, Math.multiplyExact(length, Float.BYTES)))
                .order(ByteOrder.nativeOrder())
                .asFloatBuffer()
                .get(values);
        return values;
    }
}
