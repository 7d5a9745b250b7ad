package org.quantzoo.zoo.quantization;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Collects {@link TensorStatistics} of a tensor that comes in several batches; used by one thread at a time.
 *
 * <p>The range must be known before: percentiles take a pass of their own over the batches, see {@link RangeEstimator}.
 */
public final class TensorStatisticsAccumulator {
    private static final String NAME = "Statistics of a tensor";

    /** More bins than this are no finer picture of a distribution, only a larger one. */
    private static final int MAX_BINS = 256;

    private final Range range;
    private final AffineQuantizer quantizer;
    private final int channelAxis;
    private final int bins;
    private final int levelsPerBin;
    private double[] min;
    private double[] max;
    private double[] signal;
    private double[] noise;
    private long[] zeros;
    private long[] counts;
    private long[][] histogram;

    /**
     * Starts without values.
     *
     * @param range what the quantizer covers; values beyond it are clipped, which counts as quantization error
     * @param bits bits of the quantizer, 2 to 16
     * @param channelAxis the axis of output channels: 0 for convolution weights, 1 for dense weights, the last one for activations
     */
    public TensorStatisticsAccumulator(Range range, int bits, int channelAxis) {
        this.range = range;
        this.quantizer = AffineQuantizer.of(range, bits);
        this.channelAxis = channelAxis;
        int levels = quantizer.maxLevel() + 1;
        this.bins = Math.min(levels, MAX_BINS);
        this.levelsPerBin = levels / bins;
    }

    /**
     * Takes one batch of values into account.
     *
     * @param batch FLOAT or DOUBLE, all finite, as many channels as the batches before
     */
    public void add(INDArray batch) {
        int channels = channelsOf(batch);
        long inner = 1;
        for (int axis = channelAxis + 1; axis < batch.rank(); axis++) {
            inner *= batch.size(axis);
        }
        ElementReader reader = new ElementReader(NAME, batch);
        double[] values = new double[ElementReader.CHUNK];
        double[] levels = new double[ElementReader.CHUNK];
        int channel = 0;
        long within = 0;
        for (int n = reader.read(values); n > 0; n = reader.read(values)) {
            System.arraycopy(values, 0, levels, 0, n);
            quantizer.toLevels(levels, n);
            for (int i = 0; i < n; i++) {
                add(channel, values[i], (int) levels[i]);
                // Counting on is several times faster than a division for each element.
                if (++within == inner) {
                    within = 0;
                    channel = channel + 1 == channels ? 0 : channel + 1;
                }
            }
        }
    }

    private void add(int channel, double value, int level) {
        double error = value - quantizer.scale() * (level - quantizer.zeroPoint());
        min[channel] = Math.min(min[channel], value);
        max[channel] = Math.max(max[channel], value);
        signal[channel] += value * value;
        noise[channel] += error * error;
        counts[channel]++;
        if (value == 0) {
            zeros[channel]++;
        }
        histogram[channel][level / levelsPerBin]++;
    }

    private int channelsOf(INDArray batch) {
        if (channelAxis < 0 || channelAxis >= batch.rank()) {
            throw new IllegalArgumentException("The channel axis of a tensor of rank " + batch.rank()
                    + " is one of 0 to " + (batch.rank() - 1) + ", found " + channelAxis + ".");
        }
        int channels = Math.toIntExact(batch.size(channelAxis));
        if (min == null) {
            min = new double[channels];
            max = new double[channels];
            Arrays.fill(min, Double.POSITIVE_INFINITY);
            Arrays.fill(max, Double.NEGATIVE_INFINITY);
            signal = new double[channels];
            noise = new double[channels];
            zeros = new long[channels];
            counts = new long[channels];
            histogram = new long[channels][bins];
        } else if (channels != min.length) {
            throw new IllegalArgumentException("All batches of a tensor have one number of channels, found "
                    + min.length + " and " + channels + ".");
        }
        return channels;
    }

    /**
     * The statistics of everything added so far.
     *
     * @throws IllegalStateException if nothing was added
     */
    public TensorStatistics statistics() {
        long elements = counts == null ? 0 : Arrays.stream(counts).sum();
        if (elements == 0) {
            throw new IllegalStateException(NAME + " need at least one value, found none; add a batch first.");
        }
        List<Range> extremes = new ArrayList<>();
        for (int channel = 0; channel < min.length; channel++) {
            extremes.add(new Range(min[channel], max[channel]));
        }
        ChannelPrecision unclipped = ChannelPrecision.ofRanges(extremes);
        ChannelPrecision clipped = unclipped.clippedTo(range);
        double[] precisions = clipped.precisions();
        List<ChannelStatistics> channels = new ArrayList<>();
        for (int channel = 0; channel < min.length; channel++) {
            channels.add(new ChannelStatistics(
                    extremes.get(channel),
                    clipped.channels().get(channel),
                    precisions[channel],
                    (double) zeros[channel] / counts[channel],
                    new SignalToNoise(signal[channel] / counts[channel], noise[channel] / counts[channel]),
                    divergence(histogram[channel], counts[channel])));
        }
        return new TensorStatistics(
                elements,
                unclipped.tensor(),
                range,
                quantizer,
                (double) Arrays.stream(zeros).sum() / elements,
                new SignalToNoise(
                        Arrays.stream(signal).sum() / elements,
                        Arrays.stream(noise).sum() / elements),
                divergence(pooled(), elements),
                channels);
    }

    private long[] pooled() {
        long[] pooled = new long[bins];
        for (long[] ofChannel : histogram) {
            for (int bin = 0; bin < bins; bin++) {
                pooled[bin] += ofChannel[bin];
            }
        }
        return pooled;
    }

    /** KL divergence from the uniform distribution: ln(bins) minus the entropy of the shares. */
    private double divergence(long[] inBins, long total) {
        double divergence = Math.log(bins);
        for (long count : inBins) {
            if (count > 0) {
                double share = (double) count / total;
                divergence += share * Math.log(share);
            }
        }
        // A rounding error must not make an even distribution's divergence negative.
        return Math.max(0, divergence);
    }
}
