package org.quantzoo.datasets.images;

import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.DataSetPreProcessor;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;

/**
 * Iterates over labeled images as batches for training and evaluation.
 *
 * <p>Features are float32 {@code [N, height, width, channels]}, labels are one-hot float32 {@code [N, classes]}. The order of the
 * images is a function of (seed, epoch), the augmentation of an image one of (seed, epoch, its index in the image set), so batches
 * do not depend on what was read before, on the prefetch depth, or on threads.
 *
 * <p>A pass belongs to one epoch: {@link #setEpoch} moves to another, {@link #reset} repeats the same one unless
 * {@link Builder#nextEpochOnReset} was asked for. Batches are made by a daemon thread up to {@link Builder#prefetch} batches
 * ahead; an error there is thrown by the next call here. {@link #close} ends the thread. An instance is for one consuming thread.
 *
 * <pre>{@code
 * try (ImageBatches batches = ImageBatches.of(dataset.train())
 *         .standardization(dataset.standardization())
 *         .batchSize(128)
 *         .seed(7)
 *         .shuffle(true)
 *         .augmentation(Augmentation.papers())
 *         .build()) {
 *     for (int epoch = 0; epoch < 10; epoch++) {
 *         batches.setEpoch(epoch);
 *         network.fit(batches);
 *     }
 * }
 * }</pre>
 */
public final class ImageBatches implements DataSetIterator, AutoCloseable {

    private final BatchMaker maker;
    private final int prefetch;
    private final boolean nextEpochOnReset;
    private int epoch;
    private int position;
    private BatchQueue queue;
    private BatchMaker.Pass pass;
    private DataSetPreProcessor preProcessor;

    private ImageBatches(Builder builder) {
        this.maker = new BatchMaker(builder);
        this.prefetch = builder.prefetch;
        this.nextEpochOnReset = builder.nextEpochOnReset;
    }

    /** Starts to describe batches of the given images. */
    public static Builder of(LabeledImages images) {
        return new Builder(images);
    }

    /** The number of batches in one epoch. */
    public int batchesPerEpoch() {
        return maker.batches();
    }

    /** The epoch that {@link #next()} reads from. */
    public int epoch() {
        return epoch;
    }

    /**
     * Moves to the first batch of an epoch.
     *
     * @param epoch at least 0
     */
    public void setEpoch(int epoch) {
        if (epoch < 0) {
            throw new IllegalArgumentException("Expected an epoch of at least 0, found " + epoch + ".");
        }
        close();
        this.epoch = epoch;
    }

    @Override
    public boolean hasNext() {
        return position < maker.batches();
    }

    @Override
    public DataSet next() {
        if (!hasNext()) {
            throw new NoSuchElementException("Epoch " + epoch + " has no batch after number " + position
                    + "; reset() or setEpoch() begins another pass.");
        }
        DataSet batch;
        if (prefetch == 0) {
            if (pass == null) {
                pass = maker.pass(epoch);
            }
            batch = pass.batch(position);
        } else {
            if (queue == null) {
                queue = BatchQueue.start(maker.pass(epoch)::batch, position, maker.batches(), prefetch);
            }
            batch = queue.take();
        }
        position++;
        if (preProcessor != null) {
            preProcessor.preProcess(batch);
        }
        return batch;
    }

    /**
     * The next batch, of the size given to the builder.
     *
     * @throws UnsupportedOperationException for any other size
     */
    @Override
    public DataSet next(int num) {
        if (num != maker.batchSize()) {
            throw new UnsupportedOperationException("These batches hold " + maker.batchSize() + " images, not " + num
                    + "; another size needs another ImageBatches.");
        }
        return next();
    }

    /** Goes back to the first batch. */
    @Override
    public void reset() {
        setEpoch(nextEpochOnReset ? epoch + 1 : epoch);
    }

    /** Ends the background thread and goes back to the first batch of the epoch; the next call of {@link #next()} starts anew. */
    @Override
    public void close() {
        if (queue != null) {
            queue.close();
            queue = null;
        }
        pass = null;
        position = 0;
    }

    @Override
    public boolean resetSupported() {
        return true;
    }

    /** Always false, which keeps DL4J from adding a second prefetch thread. */
    @Override
    public boolean asyncSupported() {
        return false;
    }

    @Override
    public int batch() {
        return maker.batchSize();
    }

    /** The number of values of one image. */
    @Override
    public int inputColumns() {
        return maker.images().shape().length();
    }

    /** The number of classes. */
    @Override
    public int totalOutcomes() {
        return maker.images().classes();
    }

    /** The class names. */
    @Override
    public List<String> getLabels() {
        return maker.images().classNames();
    }

    @Override
    public void setPreProcessor(DataSetPreProcessor preProcessor) {
        this.preProcessor = preProcessor;
    }

    @Override
    public DataSetPreProcessor getPreProcessor() {
        return preProcessor;
    }

    /** Describes {@link ImageBatches}; only the images have no default. */
    public static final class Builder {
        final LabeledImages images;
        Standardization standardization;
        Augmentation augmentation = Augmentation.none();
        int batchSize = 128;
        long seed;
        boolean shuffle;
        boolean dropLast;
        private boolean nextEpochOnReset;
        private int prefetch = 4;

        private Builder(LabeledImages images) {
            this.images = Objects.requireNonNull(images, "images");
            this.standardization = Standardization.unitInterval(images.shape().channels());
        }

        /** The map from pixel values to features; default: 0..255 to 0..1. */
        public Builder standardization(Standardization standardization) {
            this.standardization = Objects.requireNonNull(standardization, "standardization");
            return this;
        }

        /** Random changes of the images; default: none. */
        public Builder augmentation(Augmentation augmentation) {
            this.augmentation = Objects.requireNonNull(augmentation, "augmentation");
            return this;
        }

        /** Images per batch, at least 1; default 128. */
        public Builder batchSize(int batchSize) {
            this.batchSize = batchSize;
            return this;
        }

        /** The seed of order and augmentation; default 0. */
        public Builder seed(long seed) {
            this.seed = seed;
            return this;
        }

        /** Whether each epoch has an order of its own; default: the order of the image set. */
        public Builder shuffle(boolean shuffle) {
            this.shuffle = shuffle;
            return this;
        }

        /** Whether to leave out the last batch where it would be short; default: it is kept. */
        public Builder dropLast(boolean dropLast) {
            this.dropLast = dropLast;
            return this;
        }

        /**
         * Whether {@link ImageBatches#reset} moves to the next epoch, for {@code network.fit(batches, epochs)}, which knows no
         * {@link ImageBatches#setEpoch}; default: it repeats the epoch.
         */
        public Builder nextEpochOnReset(boolean nextEpochOnReset) {
            this.nextEpochOnReset = nextEpochOnReset;
            return this;
        }

        /** How many batches the background thread may be ahead; 0 means no thread; default 4. */
        public Builder prefetch(int prefetch) {
            this.prefetch = prefetch;
            return this;
        }

        /**
         * Makes the iterator, at the first batch of epoch 0.
         *
         * @throws IllegalArgumentException where a size is out of range or the standardisation has other channels than the images
         */
        public ImageBatches build() {
            if (batchSize < 1) {
                throw new IllegalArgumentException("Expected a batch size of at least 1, found " + batchSize + ".");
            }
            if (prefetch < 0) {
                throw new IllegalArgumentException(
                        "Expected a prefetch of at least 0 batches, found " + prefetch + ".");
            }
            if (standardization.channels() != images.shape().channels()) {
                throw new IllegalArgumentException("Expected standardisation constants for "
                        + images.shape().channels() + " channels, found " + standardization.channels() + ".");
            }
            return new ImageBatches(this);
        }
    }
}
