package org.quantzoo.zoo.layers.onednn;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * Integer weights from -255 to 255 (level minus zero point) in the form of products with 8-bit signed operands.
 *
 * <p>An 8-bit quantizer with a zero point other than 128 has steps outside [-128, 127]. A common offset brings them all inside; a
 * second tensor keeps what the few that lie outside exceed it by. Both are exact: weights = {@link #shifted} + {@link #offset}, and weights =
 * {@link #clipped} - {@link #excess}.
 */
final class WeightLevels {
    private static final int SMALLEST = Byte.MIN_VALUE;
    private static final int LARGEST = Byte.MAX_VALUE;
    private static final int WIDEST = LARGEST - SMALLEST;

    private final int[] weights;
    private final int offset;

    /**
     * Takes weights.
     *
     * @throws IllegalArgumentException if they span more than 255 steps
     */
    WeightLevels(int[] weights) {
        int min = Arrays.stream(weights).min().orElse(0);
        int max = Arrays.stream(weights).max().orElse(0);
        if (max - min > WIDEST || max > WIDEST || min < -WIDEST) {
            throw new IllegalArgumentException("Integer weights lie at most 255 steps apart and from 0, found " + min
                    + " to " + max + "; quantize to at most 8 bits.");
        }
        this.weights = weights.clone();
        this.offset = Math.max(0, max - LARGEST) + Math.min(0, min - SMALLEST);
    }

    /** Whether all weights are 8-bit signed integers. */
    boolean fit() {
        return offset == 0;
    }

    /** What is subtracted in {@link #shifted}: the number nearest to 0 that brings all weights inside. */
    int offset() {
        return offset;
    }

    /** The weights minus {@link #offset}. */
    byte[] shifted() {
        return bytes(weight -> weight - offset);
    }

    /** The nearest 8-bit signed integers. */
    byte[] clipped() {
        return bytes(WeightLevels::clip);
    }

    /** {@link #clipped} minus the weights: the remainder with the sign in which 128, but not -128, is out of question. */
    byte[] excess() {
        return bytes(weight -> clip(weight) - weight);
    }

    private static int clip(int weight) {
        return Math.max(SMALLEST, Math.min(LARGEST, weight));
    }

    private byte[] bytes(IntUnaryOperator form) {
        byte[] bytes = new byte[weights.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) form.applyAsInt(weights[i]);
        }
        return bytes;
    }
}
