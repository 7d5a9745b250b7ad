package org.quantzoo.zoo.layers.onednn;

import java.util.function.Supplier;
import org.bytedeco.javacpp.BytePointer;

/** A native memory area, aligned to a cache line, that only grows; freed when it becomes unreachable. */
final class NativeBuffer {
    private static final long ALIGNMENT = 64;

    private BytePointer memory;
    private long capacity;

    /**
     * The address of at least {@code bytes} bytes. A larger size than ever before moves the area and loses its content.
     *
     * @param operation names what the memory is for, should there be none left
     */
    long reserve(long bytes, Supplier<String> operation) {
        if (bytes > capacity) {
            grow(bytes, operation);
        }
        return memory == null ? 0 : aligned(memory.address());
    }

    private void grow(long bytes, Supplier<String> operation) {
        if (memory != null) {
            memory.deallocate();
        }
        memory = null;
        capacity = 0;
        try {
            memory = new BytePointer(bytes + ALIGNMENT);
        } catch (OutOfMemoryError e) {
            OutOfMemoryError named =
                    new OutOfMemoryError(operation.get() + " needs " + bytes + " bytes: " + e.getMessage());
            named.initCause(e);
            throw named;
        }
        capacity = bytes;
        NativeScope.countAllocation();
    }

    private static long aligned(long address) {
        return (address + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
