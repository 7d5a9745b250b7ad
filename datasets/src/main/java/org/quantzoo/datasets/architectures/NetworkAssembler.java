package org.quantzoo.datasets.architectures;

import java.util.List;

/**
 * Receives the layers of a described network in the order of its definition and makes something of them: a
 * {@link NetworkGraph}, a trainable network, a count.
 *
 * <p>Layer names are unique within a network. A state that no operation feeds (all its operations are {@code none}) is null; it
 * stands for a block of zero channels and reaches an assembler only in {@link #concat}.
 *
 * @param <T> what stands for the output of a layer; never null
 */
public interface NetworkAssembler<T> {

    /** The image batch. */
    T input(int channels, int size);

    /** max(x, 0). */
    T rectify(T x);

    /** A convolution without bias. */
    T convolution(String name, T x, ConvolutionSpec spec);

    /** Batch normalisation with scale and shift. */
    T batchNorm(String name, T x, int channels);

    /** Pooling with a square window, padded by {@code kernel / 2}; an average does not count the padding. */
    T pool(String name, T x, boolean average, int kernel, int stride);

    /** a + b; both may be the same value, which then counts twice. */
    T sum(String name, T a, T b);

    /**
     * Concatenation of the channels.
     *
     * @param parts at least one is not null; a null part is a block of zeros
     * @param channelsEach channels of every part
     */
    T concat(String name, List<T> parts, int channelsEach);

    /** Mean over all pixels. */
    T globalAverage(String name, T x);

    /** A fully connected layer with bias on flattened features. */
    T dense(String name, T x, int inFeatures, int outFeatures);

    /** Dropout, active in training only. */
    T dropout(String name, T x, double probability);
}
