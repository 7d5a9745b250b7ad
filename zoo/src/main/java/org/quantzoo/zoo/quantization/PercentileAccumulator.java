package org.quantzoo.zoo.quantization;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Exact percentiles of a stream whose length is known: only values that can still matter are kept.
 *
 * <p>A percentile lies between two neighbouring order statistics. Each percentile is taken from the tail of the distribution that is
 * nearer to it.
 */
final class PercentileAccumulator implements RangeAccumulator {
    private final RangeEstimator.Percentile percentiles;
    private final long expected;
    private final SmallestValues lowTail;

    /** The negatives of the largest values. */
    private final SmallestValues highTail;

    private long added;

    PercentileAccumulator(RangeEstimator.Percentile percentiles, long expected) {
        if (expected < 1) {
            throw new IllegalArgumentException("Percentiles need at least one value, found " + expected + " expected.");
        }
        this.percentiles = percentiles;
        this.expected = expected;
        long fromBelow = 0;
        long fromAbove = 0;
        for (double percent : new double[] {percentiles.low(), percentiles.high()}) {
            double rank = rank(percent);
            if (isLow(rank)) {
                fromBelow = Math.max(fromBelow, (long) Math.floor(rank) + 2);
            } else {
                fromAbove = Math.max(fromAbove, expected - (long) Math.floor(rank));
            }
        }
        this.lowTail = new SmallestValues(Math.min(fromBelow, expected));
        this.highTail = new SmallestValues(fromAbove);
    }

    @Override
    public void add(INDArray batch) {
        ElementReader reader = new ElementReader("A percentile range", batch);
        double[] chunk = new double[ElementReader.CHUNK];
        for (int n = reader.read(chunk); n > 0; n = reader.read(chunk)) {
            lowTail.add(chunk, n);
            for (int i = 0; i < n; i++) {
                chunk[i] = -chunk[i];
            }
            highTail.add(chunk, n);
        }
        added += batch.length();
    }

    @Override
    public Range range() {
        if (added != expected) {
            throw new IllegalStateException("This percentile range was promised " + expected + " values, found " + added
                    + "; state the exact number when the accumulator is made.");
        }
        double[] low = lowTail.sorted();
        double[] high = highTail.sorted();
        return new Range(value(percentiles.low(), low, high), value(percentiles.high(), low, high));
    }

    private double value(double percent, double[] low, double[] high) {
        double rank = rank(percent);
        long index = (long) Math.floor(rank);
        double fraction = rank - index;
        double below = orderStatistic(index, isLow(rank), low, high);
        if (fraction == 0) {
            return below;
        }
        return below + fraction * (orderStatistic(index + 1, isLow(rank), low, high) - below);
    }

    /** The value with {@code index} smaller ones in front of it. */
    private double orderStatistic(long index, boolean fromBelow, double[] low, double[] high) {
        // 0 - ..., because the negative of 0 would be -0.0.
        return fromBelow ? low[(int) index] : 0 - high[(int) (expected - 1 - index)];
    }

    private double rank(double percent) {
        return (expected - 1) * percent / 100;
    }

    private boolean isLow(double rank) {
        return rank < (expected - 1) / 2.0;
    }
}
