package org.quantzoo.zoo.quantization;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A rule that finds the range of a tensor's values, which may come in several batches.
 *
 * <p>The papers use: absolute ranges for weights, the 1st and 99th percentile for activations (thesis section 4.4), moving averages of
 * batch ranges for DualPrecision's activations.
 */
public sealed interface RangeEstimator {

    /**
     * Starts an estimate.
     *
     * @param expectedValues how many values will be added in total, at least 1; percentiles need it to know which values they can
     *     forget, the other rules ignore it
     */
    RangeAccumulator accumulator(long expectedValues);

    /** The range of one whole tensor. */
    default Range estimate(INDArray tensor) {
        RangeAccumulator accumulator = accumulator(tensor.length());
        accumulator.add(tensor);
        return accumulator.range();
    }

    /** The smallest and the largest value. */
    record Absolute() implements RangeEstimator {
        @Override
        public RangeAccumulator accumulator(long expectedValues) {
            return new ExtremesAccumulator();
        }
    }

    /**
     * Two percentiles, exact: linear interpolation between order statistics at rank (n - 1) p / 100.
     *
     * <p>Memory grows with the share of values beyond the percentiles: 10 bytes for each value in the two tails, 13 MB for 1,024
     * samples of 65,536 activations at 1 % and 99 %.
     *
     * @param low lower percentile, 0 to 100
     * @param high upper percentile, {@code low} to 100
     */
    record Percentile(double low, double high) implements RangeEstimator {
        public Percentile {
            if (!(low >= 0 && low <= high && high <= 100)) {
                throw new IllegalArgumentException(
                        "Percentiles need 0 <= low <= high <= 100, found low " + low + " and high " + high + ".");
            }
        }

        /** The papers' choice: 1 % of the values are cut on each side. */
        public static Percentile onePercentEachSide() {
            return new Percentile(1, 99);
        }

        @Override
        public RangeAccumulator accumulator(long expectedValues) {
            return new PercentileAccumulator(this, expectedValues);
        }
    }

    /**
     * Exponential moving averages of the minimum and the maximum of each batch; each tensor added is one batch.
     *
     * <p>The first batch sets the averages, so that no arbitrary start value fades in.
     *
     * @param momentum the old average's weight, in [0, 1)
     */
    record MovingAverage(double momentum) implements RangeEstimator {
        public MovingAverage {
            ExponentialMovingAverage.requireMomentum(momentum);
        }

        @Override
        public RangeAccumulator accumulator(long expectedValues) {
            return new MovingAverageAccumulator(momentum);
        }
    }
}
