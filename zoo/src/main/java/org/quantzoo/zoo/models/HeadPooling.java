package org.quantzoo.zoo.models;

import org.quantzoo.zoo.layers.PoolingGeometry;

/** What the dense head reads of the last map; the documents name a Flatten layer there, and say nothing of pooling. */
public enum HeadPooling {
    /** Every pixel: 16,384 values at full width. */
    NONE(null),
    /** The mean of each channel: 256 values at full width. It has no quantizer of its own, for the sum of levels is exact. */
    AVERAGE(PoolingGeometry.Mode.AVERAGE),
    /** The maximum of each channel: 256 values at full width, each on the grid of the quantized map. */
    MAX(PoolingGeometry.Mode.MAX);

    private final PoolingGeometry.Mode mode;

    HeadPooling(PoolingGeometry.Mode mode) {
        this.mode = mode;
    }

    /** The statistic of a channel; null where nothing is pooled. */
    PoolingGeometry.Mode mode() {
        return mode;
    }
}
