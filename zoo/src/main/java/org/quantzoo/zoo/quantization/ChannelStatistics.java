package org.quantzoo.zoo.quantization;

/**
 * One output channel of a tensor, as part of {@link TensorStatistics}.
 *
 * @param extremes the smallest and the largest value
 * @param range what the tensor's range leaves of them; equal to {@code extremes} where nothing is clipped
 * @param precision width of {@code range} divided by that of the tensor's, in [0, 1] (thesis Eq. 3.1 averages it over channels)
 * @param sparsity share of the values that are exactly 0, in [0, 1]
 * @param error the channel's values against their quantized form, on the grid of the whole tensor
 * @param klToUniform divergence of the channel's values from the uniform distribution over the tensor's grid, in nats
 */
public record ChannelStatistics(
        Range extremes, Range range, double precision, double sparsity, SignalToNoise error, double klToUniform) {}
