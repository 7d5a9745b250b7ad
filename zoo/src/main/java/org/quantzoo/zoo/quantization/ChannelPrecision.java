package org.quantzoo.zoo.quantization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How much of a tensor's range each of its output channels uses (thesis Eq. 3.1).
 *
 * @param channels range of each channel
 * @param tensor range of the whole tensor
 */
public record ChannelPrecision(List<Range> channels, Range tensor) {
    public ChannelPrecision {
        channels = List.copyOf(channels);
        if (channels.isEmpty()) {
            throw new IllegalArgumentException("An average precision needs at least one channel, found none.");
        }
    }

    /**
     * Measures a tensor.
     *
     * @param channelAxis 0 for weights with output channels first, the last axis for NHWC activations
     */
    public static ChannelPrecision of(INDArray tensor, int channelAxis) {
        if (channelAxis < 0 || channelAxis >= tensor.rank()) {
            throw new IllegalArgumentException("The channel axis of a tensor of rank " + tensor.rank()
                    + " is one of 0 to " + (tensor.rank() - 1) + ", found " + channelAxis + ".");
        }
        int count = Math.toIntExact(tensor.size(channelAxis));
        double[] min = new double[count];
        double[] max = new double[count];
        Arrays.fill(min, Double.POSITIVE_INFINITY);
        Arrays.fill(max, Double.NEGATIVE_INFINITY);
        long inner = 1;
        for (int axis = channelAxis + 1; axis < tensor.rank(); axis++) {
            inner *= tensor.size(axis);
        }
        ElementReader reader = new ElementReader("An average precision", tensor);
        double[] chunk = new double[ElementReader.CHUNK];
        long element = 0;
        for (int n = reader.read(chunk); n > 0; n = reader.read(chunk)) {
            for (int i = 0; i < n; i++, element++) {
                int channel = (int) (element / inner % count);
                min[channel] = Math.min(min[channel], chunk[i]);
                max[channel] = Math.max(max[channel], chunk[i]);
            }
        }
        List<Range> channels = new ArrayList<>();
        for (int channel = 0; channel < count; channel++) {
            channels.add(new Range(min[channel], max[channel]));
        }
        return ofRanges(channels);
    }

    /** From the ranges of all channels, which together make that of the tensor. */
    public static ChannelPrecision ofRanges(List<Range> channels) {
        return new ChannelPrecision(
                channels,
                new Range(
                        channels.stream().mapToDouble(Range::min).min().orElseThrow(),
                        channels.stream().mapToDouble(Range::max).max().orElseThrow()));
    }

    /** The same for values clipped to a range, as for percentile-clipped activations (caption of thesis Fig. 5.15). */
    public ChannelPrecision clippedTo(Range clip) {
        return new ChannelPrecision(
                channels.stream().map(channel -> channel.clippedTo(clip)).toList(), tensor.clippedTo(clip));
    }

    /** range_i / range_tensor of each channel; 1 for all where the tensor is constant. */
    public double[] precisions() {
        return channels.stream()
                .mapToDouble(channel -> tensor.width() == 0 ? 1 : channel.width() / tensor.width())
                .toArray();
    }

    /** The mean over channels; 1 where every channel spans the tensor's range. */
    public double average() {
        return Arrays.stream(precisions()).average().orElseThrow();
    }
}
