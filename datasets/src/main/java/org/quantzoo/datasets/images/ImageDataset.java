package org.quantzoo.datasets.images;

import java.util.Objects;

/**
 * A training set and a test set that belong together, and what is known about them.
 *
 * @param name a short name, for example {@code CIFAR-10}
 * @param train the training images
 * @param test the test images, of the same shape and classes
 * @param standardization the constants of the training images
 * @param provenance where the images came from
 */
public record ImageDataset(
        String name,
        LabeledImages train,
        LabeledImages test,
        Standardization standardization,
        DatasetProvenance provenance) {

    public ImageDataset {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(provenance, "provenance");
        if (!train.shape().equals(test.shape()) || !train.classNames().equals(test.classNames())) {
            throw new IllegalArgumentException(
                    "Expected training and test images of one shape and the same classes, found " + train + " and "
                            + test + ".");
        }
        if (standardization.channels() != train.shape().channels()) {
            throw new IllegalArgumentException("Expected standardisation constants for "
                    + train.shape().channels() + " channels, found " + standardization.channels() + ".");
        }
    }

    /** The size of every image. */
    public ImageShape shape() {
        return train.shape();
    }

    /** The number of classes. */
    public int classes() {
        return train.classes();
    }
}
