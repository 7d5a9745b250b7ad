package org.quantzoo.reproductions.runs;

import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.LabeledImages;

/** Images of a data set in small batches, standardised and otherwise unchanged, for looking into networks. */
public final class SampleBatches {
    /** Small, because all activations of a batch are held at once. */
    private static final int BATCH = 64;

    private SampleBatches() {}

    /**
     * Training images, as the thesis takes them for ranges of activations.
     *
     * @param count at most; fewer where the data set has no more
     * @param seed decides which
     */
    public static List<INDArray> training(ImageDataset dataset, int count, long seed) {
        LabeledImages images =
                dataset.train().sample(Math.min(count, dataset.train().size()), seed);
        return batches(dataset, images).stream().map(DataSet::getFeatures).toList();
    }

    /**
     * Labelled test images, as many of each class.
     *
     * @param count at most; fewer where the data set has no more
     */
    public static List<DataSet> test(ImageDataset dataset, int count) {
        return batches(
                dataset,
                dataset.test().balancedSubset(Math.min(count, dataset.test().size()), 0));
    }

    private static List<DataSet> batches(ImageDataset dataset, LabeledImages images) {
        List<DataSet> all = new ArrayList<>();
        try (ImageBatches batches = ImageBatches.of(images)
                .standardization(dataset.standardization())
                .batchSize(BATCH)
                .build()) {
            batches.forEachRemaining(all::add);
        }
        return List.copyOf(all);
    }
}
