package org.quantzoo.reproductions.studies.dualprecision;

import static org.quantzoo.reproductions.studies.dualprecision.LayerSequence.scaled;

import java.util.Set;

/** VGG11 on CIFAR-100 and its variants with depthwise separable convolutions (the paper's Tables 1, 2 and 6). */
public final class Vgg11 {

    private static final int[] CHANNELS = {64, 128, 256, 256, 512, 512, 512, 512};
    private static final Set<Integer> POOL_AFTER = Set.of(1, 2, 4, 6, 8);
    private static final int CLASSES = 100;

    /** How many of the eight convolutions become a 1x1 convolution followed by a depthwise 3x3 one. */
    public enum Variant {
        /** None. */
        PLAIN("VGG11", 0),
        /** The second. */
        A("VGG11-A", 2),
        /** The second to the fifth. */
        B("VGG11-B", 5),
        /** All but the first. */
        C("VGG11-C", 8);

        private final String label;
        private final int lastSeparable;

        Variant(String label, int lastSeparable) {
            this.label = label;
            this.lastSeparable = lastSeparable;
        }

        boolean isSeparable(int position) {
            return position >= 2 && position <= lastSeparable;
        }

        /** The name in tables. */
        public String label() {
            return label;
        }
    }

    /**
     * The spatial part of a separable convolution.
     *
     * @param channelsPerGroup 1 for a depthwise convolution
     * @param kernel window height and width; an even one pads asymmetrically
     */
    public record SpatialFilter(int channelsPerGroup, int kernel) {
        /** The depthwise 3x3 convolution of the unmodified variants. */
        public static final SpatialFilter DEPTHWISE_3X3 = new SpatialFilter(1, 3);

        /** The paper's label, Cin x Kw x Kh. */
        public String label() {
            return channelsPerGroup + "x" + kernel + "x" + kernel;
        }
    }

    private Vgg11() {}

    /** A variant of Table 6. */
    public static NetworkDescription of(Variant variant, double width) {
        return of(variant, width, SpatialFilter.DEPTHWISE_3X3);
    }

    /** A variant with other spatial filters in its separable convolutions (Table 2). */
    public static NetworkDescription of(Variant variant, double width, SpatialFilter filter) {
        LayerSequence net = new LayerSequence(3, 32);
        for (int position = 1; position <= CHANNELS.length; position++) {
            int channels = scaled(width, CHANNELS[position - 1]);
            String name = "conv" + position;
            if (position == 1) {
                net.first(channels, 3, 1);
            } else if (variant.isSeparable(position)) {
                net.convolution(name + "-pointwise", channels, 1, 1)
                        .grouped(name + "-spatial", filter.kernel(), 1, filter.channelsPerGroup());
            } else {
                net.convolution(name, channels, 3, 1);
            }
            if (POOL_AFTER.contains(position)) {
                net.pool(2);
            }
        }
        String name =
                filter.equals(SpatialFilter.DEPTHWISE_3X3) ? variant.label() : variant.label() + " " + filter.label();
        return net.last(CLASSES).describe(name, width);
    }
}
