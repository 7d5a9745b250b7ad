package org.quantzoo.datasets.images;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.quantzoo.datasets.store.RemoteFile;

/**
 * The official binary layout of a CIFAR dataset.
 *
 * <p>A data file is a row of records; a record is {@code labelBytes} labels, of which the last is the class, and then 1,024 red,
 * 1,024 green and 1,024 blue bytes, each plane row by row.
 *
 * @param name the dataset's name
 * @param folder the folder of the data files, also inside the archive
 * @param archive the official archive
 * @param train the training files, in order
 * @param test the test files, in order
 * @param namesFile the file with the class names, one a line, which a copy may lack
 * @param labelBytes 1 for CIFAR-10; 2 (superclass, class) for CIFAR-100
 * @param classNames the class names, in label order
 * @param standardization the constants of the training images
 * @param tolerance how far the measured training means and standard deviations may be from these constants
 */
record CifarLayout(
        String name,
        String folder,
        RemoteFile archive,
        List<DataFile> train,
        List<DataFile> test,
        String namesFile,
        int labelBytes,
        List<String> classNames,
        Standardization standardization,
        double tolerance) {

    /** One data file: its name and its number of records. */
    record DataFile(String name, int records) {}

    static final ImageShape SHAPE = new ImageShape(32, 32, 3);

    private static final long MAXIMUM_ARCHIVE = 256L << 20;

    /**
     * CIFAR-10.
     *
     * <p>Its constants have eight decimals, so the true ones are 5e-9 away at most. A tolerance of 1e-6 notices a single image
     * replaced by one whose mean brightness differs by 0.05.
     */
    static final CifarLayout CIFAR10 = new CifarLayout(
            "CIFAR-10",
            "cifar-10-batches-bin",
            new RemoteFile(
                    URI.create("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"),
                    "cifar-10-binary.tar.gz",
                    "c32a1d4ab5d03f1284b67883e8d87530",
                    MAXIMUM_ARCHIVE),
            IntStream.rangeClosed(1, 5)
                    .mapToObj(i -> new DataFile("data_batch_" + i + ".bin", 10_000))
                    .toList(),
            List.of(new DataFile("test_batch.bin", 10_000)),
            "batches.meta.txt",
            1,
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
            Standardization.CIFAR10,
            1e-6);

    /** CIFAR-100; only four decimals of its constants are beyond doubt, which leaves 5e-5 for rounding. */
    static final CifarLayout CIFAR100 = new CifarLayout(
            "CIFAR-100",
            "cifar-100-binary",
            new RemoteFile(
                    URI.create("https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz"),
                    "cifar-100-binary.tar.gz",
                    "03b5dce01913d631647c71ecec9e9cb8",
                    MAXIMUM_ARCHIVE),
            List.of(new DataFile("train.bin", 50_000)),
            List.of(new DataFile("test.bin", 10_000)),
            "fine_label_names.txt",
            2,
            lines("cifar-100-classes.txt"),
            Standardization.CIFAR100,
            5e-5);

    /** The number of classes. */
    int classes() {
        return classNames.size();
    }

    /** The bytes of one record. */
    int recordLength() {
        return labelBytes + SHAPE.length();
    }

    /** The length that a data file must have. */
    long length(DataFile file) {
        return (long) file.records() * recordLength();
    }

    /** All data files, the training files first. */
    List<DataFile> files() {
        return Stream.concat(train.stream(), test.stream()).toList();
    }

    private static List<String> lines(String resource) {
        try (InputStream in = CifarLayout.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
