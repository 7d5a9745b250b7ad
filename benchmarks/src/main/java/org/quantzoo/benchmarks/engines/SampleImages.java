package org.quantzoo.benchmarks.engines;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.datasets.images.LabeledImages;

/**
 * Real images with their labels, small enough to hand to every engine in a file.
 *
 * <p>Labels must vary: with constant labels the loss and its gradient vanish within steps, and arithmetic on the denormal numbers
 * that remain makes any engine look ten times slower.
 *
 * @param shape of an image
 * @param classes number of classes
 * @param pixels standardised values, image after image, row, column, channel
 * @param labels one class for each image
 */
public record SampleImages(ImageShape shape, int classes, float[] pixels, int[] labels) {

    public SampleImages {
        if (labels.length == 0 || pixels.length != labels.length * shape.length()) {
            throw new IllegalArgumentException("Expected pixels of at least one image of " + shape + " for "
                    + labels.length + " labels, found " + pixels.length + " values.");
        }
    }

    /** A sample of a dataset's training images, standardised. */
    public static SampleImages of(ImageDataset dataset, int count, long seed) {
        LabeledImages images =
                dataset.train().sample(Math.min(count, dataset.train().size()), seed);
        ImageShape shape = images.shape();
        float[] pixels = new float[images.size() * shape.length()];
        int[] labels = new int[images.size()];
        int at = 0;
        for (int i = 0; i < images.size(); i++) {
            labels[i] = images.label(i);
            for (int row = 0; row < shape.height(); row++) {
                for (int column = 0; column < shape.width(); column++) {
                    for (int c = 0; c < shape.channels(); c++) {
                        pixels[at++] = (float) dataset.standardization().apply(images.value(i, row, column, c), c);
                    }
                }
            }
        }
        return new SampleImages(shape, images.classes(), pixels, labels);
    }

    /** The number of different batches of this size, at least 1. */
    public int batches(int size) {
        return Math.max(1, labels.length / size);
    }

    /** The class of an image of a batch; a sample smaller than a batch is repeated. */
    public int label(int batch, int size, int position) {
        return labels[image(batch, size, position)];
    }

    /** One batch, [size, height, width, channels]. */
    public float[] channelsLast(int batch, int size) {
        float[] features = new float[size * shape.length()];
        for (int i = 0; i < size; i++) {
            System.arraycopy(
                    pixels, image(batch, size, i) * shape.length(), features, i * shape.length(), shape.length());
        }
        return features;
    }

    /** One batch, [size, channels, height, width]. */
    public float[] channelsFirst(int batch, int size) {
        float[] features = new float[size * shape.length()];
        int area = shape.height() * shape.width();
        int channels = shape.channels();
        for (int i = 0; i < size; i++) {
            int from = image(batch, size, i) * shape.length();
            int to = i * shape.length();
            for (int p = 0; p < area; p++) {
                for (int c = 0; c < channels; c++) {
                    features[to + c * area + p] = pixels[from + p * channels + c];
                }
            }
        }
        return features;
    }

    /** The labels of one batch, [size, classes]. */
    public float[] oneHot(int batch, int size) {
        float[] oneHot = new float[size * classes];
        for (int i = 0; i < size; i++) {
            oneHot[i * classes + label(batch, size, i)] = 1;
        }
        return oneHot;
    }

    private int image(int batch, int size, int position) {
        return (batch * size + position) % labels.length;
    }

    /** Writes a file for {@link #read}. */
    public void write(Path file) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (int value : new int[] {shape.height(), shape.width(), shape.channels(), classes, labels.length}) {
                out.writeInt(value);
            }
            for (int label : labels) {
                out.writeInt(label);
            }
            for (float pixel : pixels) {
                out.writeFloat(pixel);
            }
        }
    }

    /** Reads what {@link #write} wrote. */
    public static SampleImages read(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            ImageShape shape = new ImageShape(in.readInt(), in.readInt(), in.readInt());
            int classes = in.readInt();
            int[] labels = new int[in.readInt()];
            for (int i = 0; i < labels.length; i++) {
                labels[i] = in.readInt();
            }
            float[] pixels = new float[labels.length * shape.length()];
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = in.readFloat();
            }
            return new SampleImages(shape, classes, pixels, labels);
        }
    }
}
