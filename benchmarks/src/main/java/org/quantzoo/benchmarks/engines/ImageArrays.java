package org.quantzoo.benchmarks.engines;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Sample images as ND4J's arrays. */
final class ImageArrays {
    private ImageArrays() {}

    /**
     * The images of a batch.
     *
     * @param batch its number, from 0
     * @param size images in it
     * @return (size, height, width, channels), or (size, channels, height, width) where channels come first
     */
    static INDArray features(SampleImages images, int batch, int size, boolean channelsLast) {
        long height = images.shape().height();
        long width = images.shape().width();
        long channels = images.shape().channels();
        return channelsLast
                ? Nd4j.createFromArray(images.channelsLast(batch, size)).reshape(size, height, width, channels)
                : Nd4j.createFromArray(images.channelsFirst(batch, size)).reshape(size, channels, height, width);
    }

    /** Their labels, (size, classes). */
    static INDArray labels(SampleImages images, int batch, int size) {
        return Nd4j.createFromArray(images.oneHot(batch, size)).reshape(size, images.classes());
    }
}
