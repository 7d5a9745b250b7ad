package org.quantzoo.zoo.quantization;

import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a quantizer finds in one tensor, over the whole tensor and for each of its output channels (thesis chapter 3).
 *
 * <p>The divergence from the uniform distribution says how evenly the values fill the integer grid: with B bins and the share p of
 * the values in each, {@code ln B + sum p ln p}, which is 0 where every bin holds as many values and ln B where one bin holds all.
 * Bins are the quantizer's levels; beyond 8 bits, neighbouring levels share one of 256 bins.
 *
 * @param elements number of values
 * @param extremes the smallest and the largest value
 * @param range the range given to the quantizer; narrower than {@code extremes} where values are clipped
 * @param quantizer the quantizer made from {@code range}
 * @param sparsity share of the values that are exactly 0, in [0, 1]
 * @param error the values against their quantized form, clipping included
 * @param klToUniform in nats, 0 to ln B
 * @param channels one entry per output channel
 */
public record TensorStatistics(
        long elements,
        Range extremes,
        Range range,
        AffineQuantizer quantizer,
        double sparsity,
        SignalToNoise error,
        double klToUniform,
        List<ChannelStatistics> channels) {

    public TensorStatistics {
        channels = List.copyOf(channels);
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("Statistics of a tensor need at least one channel, found none.");
        }
    }

    /**
     * Measures a tensor that is held as a whole, with the range that a rule finds for it.
     *
     * @param channelAxis the axis of output channels
     */
    public static TensorStatistics of(INDArray tensor, RangeEstimator rule, int bits, int channelAxis) {
        TensorStatisticsAccumulator accumulator =
                new TensorStatisticsAccumulator(rule.estimate(tensor), bits, channelAxis);
        accumulator.add(tensor);
        return accumulator.statistics();
    }

    /** The mean of the channels' precisions (thesis Eq. 3.1); 1 where every channel spans the tensor's range. */
    public double averagePrecision() {
        return channels.stream()
                .mapToDouble(ChannelStatistics::precision)
                .average()
                .orElseThrow();
    }
}
