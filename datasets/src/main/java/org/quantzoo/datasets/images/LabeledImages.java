package org.quantzoo.datasets.images;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.quantzoo.datasets.store.Sha256;

/**
 * Images of one shape with one class label each, held in memory as unsigned bytes in NHWC order.
 *
 * <p>Bytes are the form in which the images were published: a quarter of the memory of floats, and every later step
 * (augmentation, standardisation) starts from exact values. Instances are immutable as long as the caller leaves the arrays
 * given to the constructor alone.
 */
public final class LabeledImages {

    private final byte[] pixels;
    private final int[] labels;
    private final ImageShape shape;
    private final List<String> classNames;

    /**
     * Wraps the given arrays without copying them; the caller hands them over.
     *
     * @param pixels unsigned values, image after image, each in row, column, channel order
     * @param labels the class of each image, from 0 to {@code classNames.size() - 1}
     * @param shape the size of every image
     * @param classNames the names of the classes, in label order
     * @throws IllegalArgumentException where lengths or labels disagree
     */
    public LabeledImages(byte[] pixels, int[] labels, ImageShape shape, List<String> classNames) {
        if (pixels.length != (long) labels.length * shape.length()) {
            throw new IllegalArgumentException("Expected " + (long) labels.length * shape.length() + " bytes for "
                    + labels.length + " images of " + shape + ", found " + pixels.length + ".");
        }
        for (int i = 0; i < labels.length; i++) {
            if (labels[i] < 0 || labels[i] >= classNames.size()) {
                throw new IllegalArgumentException("Expected labels from 0 to " + (classNames.size() - 1) + ", found "
                        + labels[i] + " at image " + i + ".");
            }
        }
        this.pixels = pixels;
        this.labels = labels;
        this.shape = shape;
        this.classNames = List.copyOf(classNames);
    }

    /** The number of images. */
    public int size() {
        return labels.length;
    }

    /** The size of every image. */
    public ImageShape shape() {
        return shape;
    }

    /** The names of the classes, in label order. */
    public List<String> classNames() {
        return classNames;
    }

    /** The number of classes, also of those that no image here belongs to. */
    public int classes() {
        return classNames.size();
    }

    /** The class of image {@code index}. */
    public int label(int index) {
        return labels[index];
    }

    /** One value of image {@code index}, from 0 to 255. */
    public int value(int index, int row, int column, int channel) {
        return pixels[offset(index) + (row * shape.width() + column) * shape.channels() + channel] & 0xff;
    }

    /** The number of images of each class. */
    public int[] classCounts() {
        int[] counts = new int[classes()];
        for (int label : labels) {
            counts[label]++;
        }
        return counts;
    }

    /** Copies the images at the given positions, in that order. */
    public LabeledImages select(int... indices) {
        byte[] chosenPixels = new byte[Math.multiplyExact(indices.length, shape.length())];
        int[] chosenLabels = new int[indices.length];
        for (int i = 0; i < indices.length; i++) {
            System.arraycopy(pixels, offset(indices[i]), chosenPixels, i * shape.length(), shape.length());
            chosenLabels[i] = labels[indices[i]];
        }
        return new LabeledImages(chosenPixels, chosenLabels, shape, classNames);
    }

    /** The first {@code count} images, in order. */
    public LabeledImages first(int count) {
        requireAtMostSize(count);
        return new LabeledImages(
                Arrays.copyOf(pixels, count * shape.length()), Arrays.copyOf(labels, count), shape, classNames);
    }

    /**
     * Draws {@code count} different images at random.
     *
     * @param count from 1 to {@link #size()}
     * @param seed the same seed always draws the same images in the same order
     */
    public LabeledImages sample(int count, long seed) {
        requireAtMostSize(count);
        return select(Arrays.copyOf(Draws.permutation(size(), seed, 0, Draws.Purpose.SAMPLE), count));
    }

    /**
     * Draws {@code count} different images at random with every class equally often, up to one image.
     *
     * <p>The smaller of two subsets drawn with the same seed is the beginning of the larger one.
     *
     * @param count from 1 to {@link #size()}
     * @param seed the same seed always draws the same images in the same order
     * @throws IllegalArgumentException where a class has too few images
     */
    public LabeledImages balancedSubset(int count, long seed) {
        requireAtMostSize(count);
        int[] order = Draws.permutation(size(), seed, 0, Draws.Purpose.SAMPLE);
        int[][] byClass = new int[classes()][];
        int[] found = new int[classes()];
        int[] counts = classCounts();
        for (int c = 0; c < classes(); c++) {
            byClass[c] = new int[counts[c]];
        }
        for (int index : order) {
            byClass[labels[index]][found[labels[index]]++] = index;
        }
        int[] chosen = new int[count];
        // Where classes do not divide count, the seed also decides which of them get one image more.
        int shift = Draws.below(Draws.random(seed, 0, 0, Draws.Purpose.SAMPLE), classes());
        for (int i = 0; i < count; i++) {
            int c = (i + shift) % classes();
            int rank = i / classes();
            if (rank >= byClass[c].length) {
                throw new IllegalArgumentException("A balanced subset of " + count + " images needs " + (rank + 1)
                        + " of class '" + classNames.get(c) + "', found " + byClass[c].length + ".");
            }
            chosen[i] = byClass[c][rank];
        }
        return select(chosen);
    }

    /**
     * The SHA-256 of shape, labels and pixels, in hexadecimal.
     *
     * <p>It names exactly these images in exactly this order, whatever file they came from.
     */
    public String sha256() {
        ByteBuffer header = ByteBuffer.allocate(16 + 4 * labels.length);
        header.putInt(labels.length)
                .putInt(shape.height())
                .putInt(shape.width())
                .putInt(shape.channels());
        for (int label : labels) {
            header.putInt(label);
        }
        return new Sha256().add(header.array()).add(pixels).hex();
    }

    byte[] pixels() {
        return pixels;
    }

    int offset(int index) {
        return index * shape.length();
    }

    private void requireAtMostSize(int count) {
        if (count < 1 || count > size()) {
            throw new IllegalArgumentException("Expected 1 to " + size() + " images to choose, found " + count + ".");
        }
    }

    @Override
    public String toString() {
        return size() + " images of " + shape + " in " + classes() + " classes";
    }
}
