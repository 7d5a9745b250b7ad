package org.quantzoo.zoo.quantization;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Moving averages of batch extremes. */
final class MovingAverageAccumulator implements RangeAccumulator {
    private final double momentum;
    private ExponentialMovingAverage min;
    private ExponentialMovingAverage max;

    MovingAverageAccumulator(double momentum) {
        this.momentum = momentum;
    }

    @Override
    public void add(INDArray batch) {
        ExtremesAccumulator extremes = new ExtremesAccumulator();
        extremes.add(batch);
        Range range = extremes.range();
        if (min == null) {
            min = new ExponentialMovingAverage(momentum, range.min());
            max = new ExponentialMovingAverage(momentum, range.max());
        } else {
            min = min.after(range.min());
            max = max.after(range.max());
        }
    }

    @Override
    public Range range() {
        if (min == null) {
            throw new IllegalStateException("A range needs at least one batch, found none; add a batch first.");
        }
        return new Range(min.value(), max.value());
    }
}
