package org.quantzoo.datasets.images;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/** Makes any batch of any epoch from its number alone. */
final class BatchMaker {

    private final LabeledImages images;
    private final Augmentation augmentation;
    private final int batchSize;
    private final long seed;
    private final boolean shuffle;
    private final int batches;
    private final float[] scale;
    private final float[] offset;

    BatchMaker(ImageBatches.Builder builder) {
        this.images = builder.images;
        this.augmentation = builder.augmentation;
        this.batchSize = builder.batchSize;
        this.seed = builder.seed;
        this.shuffle = builder.shuffle;
        this.batches = builder.dropLast
                ? images.size() / batchSize
                : (int) (((long) images.size() + batchSize - 1) / batchSize);
        int channels = images.shape().channels();
        this.scale = new float[channels];
        this.offset = new float[channels];
        for (int c = 0; c < channels; c++) {
            double deviation = builder.standardization.standardDeviation().get(c);
            scale[c] = (float) (1 / (255 * deviation));
            offset[c] = (float) (-builder.standardization.mean().get(c) / deviation);
        }
    }

    LabeledImages images() {
        return images;
    }

    int batchSize() {
        return batchSize;
    }

    int batches() {
        return batches;
    }

    Pass pass(int epoch) {
        return new Pass(epoch);
    }

    /** One epoch in the hands of one thread, with the memory that its batches share. */
    final class Pass {
        private final int epoch;
        private final int[] order;
        private final ImageWarp warp = new ImageWarp();
        private float[] features = new float[0];
        private float[] labels = new float[0];

        private Pass(int epoch) {
            this.epoch = epoch;
            this.order = shuffle ? Draws.permutation(images.size(), seed, epoch, Draws.Purpose.SHUFFLE) : null;
        }

        /** Batch {@code number}, from 0, in arrays of its own. */
        DataSet batch(int number) {
            ImageShape shape = images.shape();
            int from = number * batchSize;
            int count = Math.min(batchSize, images.size() - from);
            if (labels.length != count * images.classes()) {
                features = new float[Math.multiplyExact(count, shape.length())];
                labels = new float[count * images.classes()];
            }
            Arrays.fill(labels, 0);
            for (int i = 0; i < count; i++) {
                int index = order == null ? from + i : order[from + i];
                augmentation.draw(Draws.random(seed, epoch, index, Draws.Purpose.AUGMENTATION), shape, warp);
                warp.resample(
                        images.pixels(), images.offset(index), shape, scale, offset, features, i * shape.length());
                labels[i * images.classes() + images.label(index)] = 1;
            }
            return new DataSet(
                    array(features, count, shape.height(), shape.width(), shape.channels()),
                    array(labels, count, images.classes()));
        }

        private INDArray array(float[] values, long... shape) {
            return Nd4j.createFromArray(values).reshape('c', shape);
        }
    }
}
