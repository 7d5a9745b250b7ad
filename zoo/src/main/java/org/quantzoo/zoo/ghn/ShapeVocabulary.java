package org.quantzoo.zoo.ghn;

import java.util.Arrays;
import java.util.TreeSet;
import org.quantzoo.datasets.architectures.TensorShape;

/**
 * The parameter shapes a graph hypernetwork can tell apart: sorted lists of channel counts and of kernel sizes.
 *
 * <p>A value is looked up by its position in its list. A value that is not listed is taken for the nearest one, the smaller of
 * two equally near; channels 4 to 7 are taken for 8, and kernel size 2 for 3. One row after the last stands for "no shape".
 */
final class ShapeVocabulary {

    /** Kernel extents for 32 x 32 images. */
    private static final int[] SPATIAL = {1, 3, 5, 7, 9, 11, 14, 16};

    private static final int LARGEST_CHANNELS = 8192;

    private final int[] channels;

    /**
     * The vocabulary for a number of classes, which is itself a listed channel count.
     *
     * @param classes at least 2
     */
    ShapeVocabulary(int classes) {
        TreeSet<Integer> values = new TreeSet<>(Arrays.asList(1, 3, classes));
        for (int value = 8; value < 64; value += 8) {
            values.add(value);
        }
        for (int value = 64; value < 4096; value += 16) {
            values.add(value);
        }
        for (int value = 4096; value <= LARGEST_CHANNELS; value += 32) {
            values.add(value);
        }
        channels = values.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Rows of the channel table, the row for "no shape" included. */
    int channelRows() {
        return channels.length + 1;
    }

    /** Rows of the spatial table, the row for "no shape" included. */
    static int spatialRows() {
        return SPATIAL.length + 1;
    }

    /** The row of a channel count. */
    int channelRow(int value) {
        return nearest(channels, value >= 4 && value <= 7 ? 8 : value);
    }

    /** The row of a kernel extent. */
    static int spatialRow(int value) {
        return nearest(SPATIAL, value == 2 ? 3 : value);
    }

    /** The rows of the four dimensions of a shape, in the order out, in, height, width. */
    int[] rows(TensorShape shape) {
        if (shape.rank() == 0) {
            int none = channels.length;
            return new int[] {none, none, SPATIAL.length, SPATIAL.length};
        }
        return new int[] {
            channelRow(shape.extent(0)),
            channelRow(shape.extent(1)),
            spatialRow(shape.extent(2)),
            spatialRow(shape.extent(3))
        };
    }

    private static int nearest(int[] sorted, int value) {
        int position = Arrays.binarySearch(sorted, value);
        if (position >= 0) {
            return position;
        }
        int above = -position - 1;
        if (above == 0 || above == sorted.length) {
            return above == 0 ? 0 : sorted.length - 1;
        }
        return value - sorted[above - 1] <= sorted[above] - value ? above - 1 : above;
    }
}
