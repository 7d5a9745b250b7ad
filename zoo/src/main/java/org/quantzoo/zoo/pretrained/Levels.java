package org.quantzoo.zoo.pretrained;

import java.io.IOException;

/** Integer levels of 2 to 16 bits, packed without gaps: the first level in the lowest bits of the first byte. */
final class Levels {
    private Levels() {}

    /** The number of bytes that hold so many levels. */
    static long bytes(long count, int bits) {
        return (Math.multiplyExact(count, (long) bits) + 7) / 8;
    }

    /** Writes levels, each in [0, 2^bits - 1]. */
    static byte[] pack(int[] levels, int bits) {
        byte[] packed = new byte[Math.toIntExact(bytes(levels.length, bits))];
        long bit = 0;
        for (int level : levels) {
            for (int done = 0; done < bits; ) {
                int within = (int) (bit & 7);
                int taken = Math.min(8 - within, bits - done);
                int piece = level >>> done & (1 << taken) - 1;
                packed[(int) (bit >>> 3)] |= (byte) (piece << within);
                done += taken;
                bit += taken;
            }
        }
        return packed;
    }

    /**
     * Reads levels.
     *
     * @param tensor in an error message
     * @throws IOException if a bit behind the last level is set
     */
    static int[] unpack(byte[] packed, int from, int count, int bits, String tensor) throws IOException {
        int[] levels = new int[count];
        int mask = (1 << bits) - 1;
        int next = from;
        int read = 0;
        // Of the bits read, those that belong to no level yet: at most 7 and a level.
        int held = 0;
        for (int i = 0; i < count; i++) {
            while (held < bits) {
                read |= (packed[next++] & 0xff) << held;
                held += 8;
            }
            levels[i] = read & mask;
            read >>>= bits;
            held -= bits;
        }
        if (read != 0) {
            throw new IOException(tensor + " has bits set behind its last level. Get the file again.");
        }
        return levels;
    }
}
