package org.quantzoo.datasets.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.datavec.image.data.ImageWritable;
import org.datavec.image.loader.NativeImageLoader;
import org.datavec.image.transform.CropImageTransform;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.store.DatasetException;
import org.quantzoo.datasets.store.Sha256;

/**
 * Reads folders of image files in ImageNet's manner: {@code train/CLASS/FILE}, and {@code test/CLASS/FILE} or
 * {@code val/CLASS/FILE}.
 *
 * <p>Classes and files are taken in the order of their names, so the same folder gives the same images everywhere. An image is
 * cropped about its centre to the wanted aspect ratio and resized bilinearly, by DataVec.
 */
public final class ImageFolders {

    private static final int CHANNELS = 3;

    private ImageFolders() {}

    /**
     * Reads a dataset into memory.
     *
     * @param root the folder that contains {@code train} and {@code test} or {@code val}
     * @param height rows of the images in memory
     * @param width columns of the images in memory
     * @throws DatasetException where a folder is missing or empty, a file is no image, the two splits differ in their classes, or
     *     the images do not fit into one array (2 GiB)
     */
    public static ImageDataset read(Path root, int height, int width) {
        ImageShape shape = new ImageShape(height, width, CHANNELS);
        Path trainFolder = split(root, "train");
        Path testFolder = split(root, "test", "val");
        List<String> classes = classes(trainFolder);
        if (!classes(testFolder).equals(classes)) {
            throw new DatasetException(
                    testFolder,
                    "the classes of " + trainFolder + ", " + classes,
                    classes(testFolder).toString(),
                    "give both the same class folders");
        }
        Sha256 sha256 = new Sha256();
        LabeledImages train = read(trainFolder, classes, shape, sha256);
        LabeledImages test = read(testFolder, classes, shape, sha256);
        String name = root.toAbsolutePath().normalize().getFileName().toString();
        DatasetProvenance provenance = new DatasetProvenance(
                name,
                DatasetProvenance.Origin.IMAGE_FOLDER,
                root.toString(),
                sha256.hex(),
                train.size(),
                test.size(),
                List.of("Cropped about the centre and resized to " + height + "x" + width + "."));
        return new ImageDataset(name, train, test, Standardization.of(train), provenance);
    }

    private static Path split(Path root, String... names) {
        for (String name : names) {
            if (Files.isDirectory(root.resolve(name))) {
                return root.resolve(name);
            }
        }
        throw new DatasetException(
                root,
                "a folder " + String.join(" or ", names),
                "none",
                "arrange the images as " + names[0] + "/CLASS/FILE");
    }

    private static List<String> classes(Path split) {
        List<String> classes = list(split).stream()
                .filter(Files::isDirectory)
                .map(path -> path.getFileName().toString())
                .filter(name -> !name.startsWith("."))
                .toList();
        if (classes.isEmpty()) {
            throw new DatasetException(split, "a folder for each class", "none", "arrange the images as CLASS/FILE");
        }
        return classes;
    }

    private static LabeledImages read(Path split, List<String> classes, ImageShape shape, Sha256 sha256) {
        List<Path> files = new ArrayList<>();
        List<Integer> labels = new ArrayList<>();
        for (String name : classes) {
            List<Path> images = list(split.resolve(name)).stream()
                    .filter(ImageFolders::isImage)
                    .toList();
            if (images.isEmpty()) {
                throw new DatasetException(split.resolve(name), "image files", "none", "add some or remove the folder");
            }
            images.forEach(image -> labels.add(classes.indexOf(name)));
            files.addAll(images);
        }
        long bytes = (long) files.size() * shape.length();
        if (bytes > Integer.MAX_VALUE - 8) {
            throw new DatasetException(
                    split,
                    "images that fit into 2 GiB",
                    files.size() + " of " + shape + " (" + bytes + " bytes)",
                    "use fewer or smaller images");
        }
        byte[] pixels = new byte[(int) bytes];
        NativeImageLoader loader = new NativeImageLoader(shape.height(), shape.width(), CHANNELS);
        for (int i = 0; i < files.size(); i++) {
            sha256.add(
                    split.relativize(files.get(i)).toString().replace('\\', '/').getBytes(StandardCharsets.UTF_8));
            decode(loader, files.get(i), shape, sha256, pixels, i * shape.length());
        }
        return new LabeledImages(
                pixels, labels.stream().mapToInt(Integer::intValue).toArray(), shape, classes);
    }

    /** Writes one image file as R, G, B bytes. */
    private static void decode(
            NativeImageLoader loader, Path file, ImageShape shape, Sha256 sha256, byte[] pixels, int at) {
        float[] values;
        try {
            sha256.add(Files.readAllBytes(file));
            ImageWritable image = cropToAspectRatio(loader.asWritable(file.toFile()), shape);
            try (INDArray bgr = loader.asMatrix(image)) { // [1, 3, height, width], channels B, G, R
                values = bgr.dup('c').data().asFloat();
            }
        } catch (IOException | RuntimeException | NoClassDefFoundError e) {
            // What OpenCV says of a broken file depends on where it is broken; for a file that it cannot read at all,
            // DataVec
            // turns to Leptonica, which is not on the class path.
            throw new DatasetException(
                    file, "an image that OpenCV can read", "'" + e + "'", "replace or remove the file", e);
        }
        int plane = shape.height() * shape.width();
        for (int k = 0; k < plane; k++) {
            for (int c = 0; c < CHANNELS; c++) {
                float value = values[(CHANNELS - 1 - c) * plane + k];
                if (value > 255) {
                    throw new DatasetException(
                            file, "8 bits a channel", "the value " + value, "convert the image or remove the file");
                }
                pixels[at++] = (byte) Math.round(value);
            }
        }
    }

    /**
     * Cuts off what is too wide or too high, half of it on each side.
     *
     * <p>{@code NativeImageLoader}'s own centre crop (M2.1) cuts off one side only.
     */
    private static ImageWritable cropToAspectRatio(ImageWritable image, ImageShape shape) {
        int height = image.getHeight();
        int width = image.getWidth();
        int keptWidth = (int) Math.min(width, Math.max(1, (long) height * shape.width() / shape.height()));
        int keptHeight = (int) Math.min(height, Math.max(1, (long) width * shape.height() / shape.width()));
        int left = (width - keptWidth) / 2;
        int top = (height - keptHeight) / 2;
        if (keptWidth == width && keptHeight == height) {
            return image;
        }
        return new CropImageTransform(top, left, height - keptHeight - top, width - keptWidth - left).transform(image);
    }

    private static boolean isImage(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return Files.isRegularFile(file)
                && !name.startsWith(".")
                && Arrays.stream(NativeImageLoader.ALLOWED_FORMATS).anyMatch(format -> name.endsWith("." + format));
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> children = Files.list(folder)) {
            return children.sorted((a, b) ->
                            a.getFileName().toString().compareTo(b.getFileName().toString()))
                    .toList();
        } catch (IOException e) {
            throw new DatasetException(folder, "a readable folder", "'" + e + "'", "check its permissions", e);
        }
    }
}
