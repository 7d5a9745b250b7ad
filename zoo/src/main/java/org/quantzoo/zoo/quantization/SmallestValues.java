package org.quantzoo.zoo.quantization;

import java.util.Arrays;

/**
 * The k smallest of many values, in a buffer a quarter larger than k.
 *
 * <p>Once k values are known, anything not below the largest of them is dropped by one comparison. When the buffer is full, a
 * selection in linear time throws the excess away.
 */
final class SmallestValues {
    private static final long MAX_COUNT = Integer.MAX_VALUE / 4L * 3;
    private static final int MIN_SLACK = 1024;
    private static final int SMALL_SEGMENT = 32;

    private final int count;
    private final int capacity;
    private double[] buffer;
    private int size;
    private double threshold = Double.POSITIVE_INFINITY;

    SmallestValues(long count) {
        if (count > MAX_COUNT) {
            throw new IllegalArgumentException("Exact percentiles keep at most " + MAX_COUNT + " values, found " + count
                    + " needed; use percentiles nearer to 0 and 100, or fewer samples.");
        }
        this.count = (int) count;
        this.capacity = count == 0 ? 0 : this.count + Math.max(MIN_SLACK, this.count / 4);
        // Grows on demand: a tail that is never filled beyond its threshold costs little.
        this.buffer = new double[Math.min(capacity, MIN_SLACK)];
    }

    /** Offers the first {@code n} values. */
    void add(double[] values, int n) {
        if (count == 0) {
            return;
        }
        for (int i = 0; i < n; i++) {
            double value = values[i];
            if (value < threshold) {
                if (size == buffer.length) {
                    makeRoom();
                    if (value >= threshold) {
                        continue;
                    }
                }
                buffer[size++] = value;
            }
        }
    }

    /** The kept values in ascending order. */
    double[] sorted() {
        if (size > count) {
            shrink();
        }
        double[] kept = Arrays.copyOf(buffer, size);
        Arrays.sort(kept);
        return kept;
    }

    private void makeRoom() {
        if (buffer.length < capacity) {
            buffer = Arrays.copyOf(buffer, (int) Math.min(capacity, 2L * buffer.length));
        } else {
            shrink();
        }
    }

    private void shrink() {
        select(buffer, size, count - 1);
        size = count;
        threshold = buffer[count - 1];
    }

    /**
     * Reorders the first {@code size} values so that the one at {@code rank} is where sorting would put it, with nothing larger before
     * it and nothing smaller behind it (Hoare's selection, median of three).
     */
    static void select(double[] a, int size, int rank) {
        int left = 0;
        int right = size - 1;
        while (right - left > SMALL_SEGMENT) {
            double pivot = medianOfThree(a[left], a[(left + right) >>> 1], a[right]);
            int i = left;
            int j = right;
            // Both scans stop at values equal to the pivot, so long runs of one value (zeros behind a ReLU) split
            // evenly.
            while (i <= j) {
                while (a[i] < pivot) {
                    i++;
                }
                while (a[j] > pivot) {
                    j--;
                }
                if (i <= j) {
                    double swapped = a[i];
                    a[i++] = a[j];
                    a[j--] = swapped;
                }
            }
            if (rank <= j) {
                right = j;
            } else if (rank >= i) {
                left = i;
            } else {
                return;
            }
        }
        Arrays.sort(a, left, right + 1);
    }

    private static double medianOfThree(double a, double b, double c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }
}
