package org.quantzoo.datasets.images;

import java.util.SplittableRandom;

/**
 * Random draws that depend on (seed, epoch, index) and on nothing else.
 *
 * <p>No stream runs from image to image, so a draw is the same in any batch, on any thread and after any resume.
 */
final class Draws {

    /** What a draw is for; draws for different purposes are independent. */
    enum Purpose {
        SHUFFLE,
        AUGMENTATION,
        SAMPLE,
        GENERATION
    }

    private Draws() {}

    /** A generator for one image of one epoch. */
    static SplittableRandom random(long seed, int epoch, long index, Purpose purpose) {
        long state = mix(seed + 0x9e3779b97f4a7c15L * (purpose.ordinal() + 1));
        state = mix(state + 0x9e3779b97f4a7c15L * (epoch + 1L));
        state = mix(state + 0x9e3779b97f4a7c15L * (index + 1L));
        return new SplittableRandom(state);
    }

    /** A random order of 0 to {@code size - 1} (Fisher-Yates). */
    static int[] permutation(int size, long seed, int epoch, Purpose purpose) {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        SplittableRandom random = random(seed, epoch, -1, purpose);
        for (int i = size - 1; i > 0; i--) {
            int j = below(random, i + 1);
            int swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return order;
    }

    /**
     * A number from 0 to {@code bound - 1}: the high word of a 64-bit product.
     *
     * <p>Own arithmetic instead of {@code nextInt(bound)}, whose algorithm the Java platform does not promise to keep. The bias is
     * below {@code bound / 2^32}.
     */
    static int below(SplittableRandom random, int bound) {
        return (int) ((random.nextLong() >>> 32) * bound >>> 32);
    }

    /** A number from {@code low} (inclusive) to {@code high} (exclusive), for the same reason in own arithmetic. */
    static double between(SplittableRandom random, double low, double high) {
        return low + (high - low) * ((random.nextLong() >>> 11) * 0x1.0p-53);
    }

    /** The finaliser of SplitMix64: every input bit changes every output bit with probability one half. */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
