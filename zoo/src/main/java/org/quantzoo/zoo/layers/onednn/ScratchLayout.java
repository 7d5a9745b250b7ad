package org.quantzoo.zoo.layers.onednn;

/** Offsets inside one scratch area, fixed when an operation is compiled. */
final class ScratchLayout {
    private static final long ALIGNMENT = 64;

    private long bytes;

    /** The offset of a new part of the given size. */
    long add(long size) {
        long offset = bytes;
        bytes = (bytes + size + ALIGNMENT - 1) & -ALIGNMENT;
        return offset;
    }

    /** The size of all parts. */
    long bytes() {
        return bytes;
    }
}
