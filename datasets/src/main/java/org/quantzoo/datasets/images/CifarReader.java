package org.quantzoo.datasets.images;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.quantzoo.datasets.store.DatasetException;
import org.quantzoo.datasets.store.Sha256;

/**
 * Turns the files of a CIFAR dataset into images, after checking that they can be nothing else.
 *
 * <p>A copy whose records come in another order than in the official archive is valid: what counts are the lengths, the labels, the
 * number of images of each class, and the means and standard deviations of the channels.
 */
final class CifarReader {

    private static final int PLANE = CifarLayout.SHAPE.height() * CifarLayout.SHAPE.width();

    private final CifarLayout layout;
    private final CifarSource source;
    private final Sha256 sha256 = new Sha256();

    private CifarReader(CifarLayout layout, CifarSource source) {
        this.layout = layout;
        this.source = source;
    }

    /**
     * Reads and checks a dataset.
     *
     * @throws DatasetException where anything is missing or wrong
     */
    static ImageDataset read(CifarLayout layout, CifarSource source) {
        return new CifarReader(layout, source).read();
    }

    private ImageDataset read() {
        checkNames();
        LabeledImages train = readSplit("training", layout.train());
        LabeledImages test = readSplit("test", layout.test());
        Standardization measured = Standardization.of(train);
        double distance = measured.distance(layout.standardization());
        if (!(distance <= layout.tolerance())) {
            throw wrong(
                    "the training images of " + layout.name() + " with channel means "
                            + layout.standardization().mean() + " and standard deviations "
                            + layout.standardization().standardDeviation() + " to within " + layout.tolerance(),
                    "means " + measured.mean() + " and standard deviations " + measured.standardDeviation());
        }
        DatasetProvenance provenance = new DatasetProvenance(
                layout.name(),
                source.isOfficial() ? DatasetProvenance.Origin.OFFICIAL_ARCHIVE : DatasetProvenance.Origin.LOCAL_COPY,
                source.location().toString(),
                sha256.hex(),
                train.size(),
                test.size(),
                List.of());
        return new ImageDataset(layout.name(), train, test, layout.standardization(), provenance);
    }

    private void checkNames() {
        byte[] content = source.readNames();
        if (content == null) {
            return;
        }
        List<String> names = new String(content, StandardCharsets.UTF_8)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        if (!names.equals(layout.classNames())) {
            throw new DatasetException(
                    source.describe(layout.namesFile()),
                    "the " + layout.classes() + " class names of " + layout.name() + " from '"
                            + layout.classNames().get(0) + "' to '"
                            + layout.classNames().get(layout.classes() - 1) + "'",
                    names.size() + " others" + (names.isEmpty() ? "" : " from '" + names.get(0) + "'"),
                    remedy());
        }
    }

    private LabeledImages readSplit(String split, List<CifarLayout.DataFile> files) {
        int count = files.stream().mapToInt(CifarLayout.DataFile::records).sum();
        byte[] pixels = new byte[count * CifarLayout.SHAPE.length()];
        int[] labels = new int[count];
        int first = 0;
        for (CifarLayout.DataFile file : files) {
            byte[] records = source.read(file);
            sha256.add(records);
            for (int i = 0; i < file.records(); i++) {
                int at = i * layout.recordLength();
                labels[first + i] = label(records[at + layout.labelBytes() - 1] & 0xff, file, i);
                interleave(records, at + layout.labelBytes(), pixels, (first + i) * CifarLayout.SHAPE.length());
            }
            first += file.records();
        }
        LabeledImages images = new LabeledImages(pixels, labels, CifarLayout.SHAPE, layout.classNames());
        int[] counts = images.classCounts();
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] != count / layout.classes()) {
                throw wrong(
                        count / layout.classes() + " " + split + " images of each class",
                        counts[c] + " of class " + c + " ('"
                                + layout.classNames().get(c) + "')");
            }
        }
        return images;
    }

    private int label(int label, CifarLayout.DataFile file, int index) {
        if (label >= layout.classes()) {
            throw new DatasetException(
                    source.describe(file.name()),
                    "labels from 0 to " + (layout.classes() - 1),
                    "label " + label + " in record " + index,
                    remedy());
        }
        return label;
    }

    /** Three planes to three bytes a pixel. */
    private static void interleave(byte[] planes, int from, byte[] pixels, int to) {
        for (int k = 0; k < PLANE; k++) {
            pixels[to++] = planes[from + k];
            pixels[to++] = planes[from + PLANE + k];
            pixels[to++] = planes[from + 2 * PLANE + k];
        }
    }

    private DatasetException wrong(String expected, String found) {
        return new DatasetException(source.location(), expected, found, remedy());
    }

    private String remedy() {
        return "restore it from " + layout.archive().address() + " or remove it";
    }
}
