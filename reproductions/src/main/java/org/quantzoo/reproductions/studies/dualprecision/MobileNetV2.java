package org.quantzoo.reproductions.studies.dualprecision;

import static org.quantzoo.reproductions.studies.dualprecision.LayerSequence.scaled;

import java.util.List;
import java.util.function.IntUnaryOperator;

/** MobileNetV2 as DualPrecision uses it on CIFAR-100 and on ImageNet. */
public final class MobileNetV2 {

    private static final int LAST_CHANNELS = 1280;
    private static final int STEM_CHANNELS = 32;

    /** Bottlenecks of one width: expansion, output channels, count, stride of the first one. */
    private record Row(int expansion, int channels, int count, int stride) {}

    /** On ImageNet the image is halved five times. */
    private static final List<Row> IMAGENET = List.of(
            new Row(1, 16, 1, 1),
            new Row(6, 24, 2, 2),
            new Row(6, 32, 3, 2),
            new Row(6, 64, 4, 2),
            new Row(6, 96, 3, 1),
            new Row(6, 160, 3, 2),
            new Row(6, 320, 1, 1));

    /** On CIFAR only the stem and the "fifth bottleneck", read as the fifth row, halve the image. */
    private static final List<Row> CIFAR = List.of(
            new Row(1, 16, 1, 1),
            new Row(6, 24, 2, 1),
            new Row(6, 32, 3, 1),
            new Row(6, 64, 4, 1),
            new Row(6, 96, 3, 2),
            new Row(6, 160, 3, 1),
            new Row(6, 320, 1, 1));

    private MobileNetV2() {}

    /** CIFAR-100, channels rounded to multiples of 8; the last 1x1 convolution scales with the rest. */
    public static NetworkDescription cifar(double width) {
        return describe("MobileNetV2", width, CIFAR, 32, 100, c -> multipleOfEight(width * c), true, true);
    }

    /** CIFAR-100, channels rounded to multiples of 8; the last 1x1 convolution keeps its 1280 channels. */
    public static NetworkDescription cifarWithFixedLastConvolution(double width) {
        return describe("MobileNetV2 (1280 kept)", width, CIFAR, 32, 100, c -> multipleOfEight(width * c), true, false);
    }

    /** ImageNet: stem and last 1x1 convolution keep their channels, all others scale without rounding to multiples. */
    public static NetworkDescription imageNet(double width) {
        return describe("MobileNetV2 (ImageNet)", width, IMAGENET, 224, 1000, c -> scaled(width, c), false, false);
    }

    private static NetworkDescription describe(
            String name,
            double width,
            List<Row> rows,
            int imageSize,
            int classes,
            IntUnaryOperator channelsAt,
            boolean scaleStem,
            boolean scaleLast) {
        int stem = scaleStem ? channelsAt.applyAsInt(STEM_CHANNELS) : STEM_CHANNELS;
        LayerSequence net = new LayerSequence(3, imageSize).first(stem, 3, 2);
        int number = 0;
        for (Row row : rows) {
            for (int i = 0; i < row.count(); i++) {
                String block = "bottleneck" + ++number;
                if (row.expansion() > 1) {
                    net.convolution(block + "-expand", row.expansion() * net.channels(), 1, 1);
                }
                net.depthwise(block + "-depthwise", 3, i == 0 ? row.stride() : 1)
                        .convolution(block + "-project", channelsAt.applyAsInt(row.channels()), 1, 1);
            }
        }
        int last = scaleLast ? channelsAt.applyAsInt(LAST_CHANNELS) : LAST_CHANNELS;
        return net.convolution("last", last, 1, 1).globalAverage().last(classes).describe(name, width);
    }

    /** The nearest multiple of 8, at least 8, but never less than 90 % of the value: the rule of the network's authors. */
    private static int multipleOfEight(double channels) {
        int rounded = Math.max(8, (int) ((channels + 4) / 8) * 8);
        return rounded < 0.9 * channels ? rounded + 8 : rounded;
    }
}
