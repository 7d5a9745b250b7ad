package org.quantzoo.reproductions.studies.dualprecision;

import static org.quantzoo.reproductions.studies.dualprecision.LayerSequence.scaled;

/** The residual networks of DualPrecision: ResNet20..56 and Inv-ResNet26 on CIFAR-100, ResNet50 on ImageNet. */
public final class ResNets {

    private static final int[] CIFAR_STAGES = {16, 32, 64};
    private static final int CIFAR_CLASSES = 100;
    private static final int INVERTED_BLOCKS = 4;
    private static final int EXPANSION = 6;

    private ResNets() {}

    /**
     * ResNet20..56 of the paper's Table 4: (depth - 2) / 6 basic blocks at each of three widths; shortcuts without weights
     * (identity, zero-padded where the shape changes).
     *
     * @param depth 20, 26, 32, 38, 44, 50 or 56
     * @param width multiplier of 16 / 32 / 64 channels
     */
    public static NetworkDescription basic(int depth, double width) {
        if (depth < 8 || (depth - 2) % 6 != 0) {
            throw new IllegalArgumentException(
                    "A CIFAR ResNet has 6 n + 2 layers (20, 26, ... 56), found depth " + depth + ".");
        }
        LayerSequence net = new LayerSequence(3, 32).first(scaled(width, CIFAR_STAGES[0]), 3, 1);
        for (int stage = 0; stage < CIFAR_STAGES.length; stage++) {
            int channels = scaled(width, CIFAR_STAGES[stage]);
            for (int block = 0; block < (depth - 2) / 6; block++) {
                String name = "stage" + (stage + 1) + "-block" + (block + 1);
                net.convolution(name + "-a", channels, 3, strideOf(stage, block))
                        .convolution(name + "-b", channels, 3, 1);
            }
        }
        return net.globalAverage().last(CIFAR_CLASSES).describe("ResNet" + depth, width);
    }

    /**
     * Inv-ResNet26 of the paper's Table 5: four inverted residual blocks per stage, expanded to six times the stage's own width.
     *
     * <p>The table prints stride 2 for the whole group of depthwise convolutions of stages 2 and 3; as in ResNet only the
     * first block of a stage strides, since four strided blocks would leave a 1x1 map.
     */
    public static NetworkDescription inverted26(double width) {
        LayerSequence net = new LayerSequence(3, 32).first(scaled(width, CIFAR_STAGES[0]), 3, 1);
        for (int stage = 0; stage < CIFAR_STAGES.length; stage++) {
            int channels = scaled(width, CIFAR_STAGES[stage]);
            for (int block = 0; block < INVERTED_BLOCKS; block++) {
                String name = "stage" + (stage + 1) + "-block" + (block + 1);
                net.convolution(name + "-expand", EXPANSION * channels, 1, 1)
                        .depthwise(name + "-depthwise", 3, strideOf(stage, block))
                        .convolution(name + "-project", channels, 1, 1);
            }
        }
        return net.globalAverage().last(CIFAR_CLASSES).describe("Inv-ResNet26", width);
    }

    /**
     * ResNet50 with the standard 7x7 stem; only the widths inside the bottlenecks scale, block outputs, stem and classifier stay.
     *
     * @param width multiplier of 64 / 128 / 256 / 512 bottleneck channels
     */
    public static NetworkDescription resNet50(double width) {
        int[] blocks = {3, 4, 6, 3};
        LayerSequence net = new LayerSequence(3, 224).first(64, 7, 2).pool(2);
        for (int stage = 0; stage < blocks.length; stage++) {
            int inner = scaled(width, 64 << stage);
            int outer = 256 << stage;
            for (int block = 0; block < blocks[stage]; block++) {
                String name = "stage" + (stage + 1) + "-block" + (block + 1);
                int inChannels = net.channels();
                int inSize = net.size();
                int stride = strideOf(stage, block);
                net.convolution(name + "-reduce", inner, 1, 1)
                        .convolution(name + "-spatial", inner, 3, stride)
                        .convolution(name + "-restore", outer, 1, 1);
                if (block == 0) {
                    net.projection(name + "-shortcut", inChannels, stride, inSize);
                }
            }
        }
        return net.globalAverage().last(1000).describe("ResNet50 (ImageNet)", width);
    }

    private static int strideOf(int stage, int block) {
        return stage > 0 && block == 0 ? 2 : 1;
    }
}
