package org.quantzoo.reproductions.ghn;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.LabeledImages;

/** The architectures that hypernetworks are measured on. */
public enum TestSplit {
    ID("ID", ArchitectureSplit.ID),
    DEEP("Deep", ArchitectureSplit.DEEP),
    WIDE("Wide", ArchitectureSplit.WIDE),
    BN_FREE("BN-Free", ArchitectureSplit.BN_FREE),

    /**
     * For the choice of recipes: architectures and images that are neither trained on nor tested on.
     *
     * <p>Its images are the last tenth of the training images; recipes of hypernetworks use the others.
     */
    VALIDATION("Validation", ArchitectureSplit.VALIDATION);

    /** The splits of the paper's tables, on test images. */
    public static final List<TestSplit> TESTS = List.of(ID, DEEP, WIDE, BN_FREE);

    private static final int VALIDATION_SHARE = 10;

    private final String printed;
    private final ArchitectureSplit architectures;

    TestSplit(String printed, ArchitectureSplit architectures) {
        this.printed = printed;
        this.architectures = architectures;
    }

    /** The name in the paper's tables. */
    public String printed() {
        return printed;
    }

    /** The images that networks of this split are measured on. */
    LabeledImages images(ImageDataset dataset) {
        if (this != VALIDATION) {
            return dataset.test();
        }
        LabeledImages train = dataset.train();
        int held = train.size() / VALIDATION_SHARE;
        return train.select(IntStream.range(train.size() - held, train.size()).toArray());
    }

    /** The set of architectures. */
    public ArchitectureSplit architectures() {
        return architectures;
    }

    /** The name in commands and records. */
    public String id() {
        return architectures.id();
    }

    /**
     * The split with this name.
     *
     * @throws IllegalArgumentException where there is none; the message lists all
     */
    public static TestSplit of(String id) {
        return Arrays.stream(values())
                .filter(split -> split.id().equalsIgnoreCase(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown test split '" + id + "'; expected "
                        + String.join(
                                ", ", Arrays.stream(values()).map(TestSplit::id).toList()) + "."));
    }
}
