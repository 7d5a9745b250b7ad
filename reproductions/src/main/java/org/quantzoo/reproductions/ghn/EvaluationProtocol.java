package org.quantzoo.reproductions.ghn;

import java.util.List;
import org.quantzoo.datasets.architectures.Architecture;

/**
 * On what a hypernetwork is evaluated.
 *
 * @param testImages balanced subset of the test images; 0 = all
 * @param imageBatch images whose statistics normalise together
 * @param channels initial channels of all architectures but the wide ones, which have four times as many, in turn; empty for the
 *     widths of the split itself
 * @param hidden width of the hidden fully connected layer; ignored where {@code channels} is empty
 */
public record EvaluationProtocol(int testImages, int imageBatch, List<Integer> channels, int hidden) {
    private static final int WIDE_FACTOR = 4;

    public EvaluationProtocol {
        channels = List.copyOf(channels);
        if (testImages < 0 || imageBatch < 2) {
            throw new IllegalArgumentException(
                    "An evaluation needs at least 0 test images and batches of at least 2, found " + testImages
                            + " and " + imageBatch + ".");
        }
    }

    /** An architecture of a split at the widths of this protocol. */
    Architecture sized(TestSplit split, int index) {
        Architecture architecture = split.architectures().architecture(index);
        if (channels.isEmpty()) {
            return architecture;
        }
        int base = channels.get(index % channels.size());
        return architecture.withWidths(split == TestSplit.WIDE ? WIDE_FACTOR * base : base, hidden);
    }
}
