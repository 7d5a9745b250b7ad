package org.quantzoo.datasets.architectures;

import java.util.List;

/**
 * Graphs of well-known hand-designed networks for 32 x 32 images, and cell networks of the literature.
 *
 * <p>The residual networks start with a 3x3 convolution at stride 1 and have no stem pooling.
 */
public final class ReferenceNetworks {

    private static final int EXPANSION = 4;

    private ReferenceNetworks() {}

    /** ResNet-18 (He et al., 2015) for small images. */
    public static NetworkGraph resNet18(int classes) {
        return resNet(classes, false, 2, 2, 2, 2);
    }

    /** ResNet-34 (He et al., 2015) for small images. */
    public static NetworkGraph resNet34(int classes) {
        return resNet(classes, false, 3, 4, 6, 3);
    }

    /** ResNet-50 (He et al., 2015) for small images. */
    public static NetworkGraph resNet50(int classes) {
        return resNet(classes, true, 3, 4, 6, 3);
    }

    private static NetworkGraph resNet(int classes, boolean bottleneck, int... blocks) {
        GraphAssembler net = new GraphAssembler();
        int x = convolutionWithNorm(net, "stem", net.input(3, 32), ConvolutionSpec.square(3, 64, 3, 1));
        int inChannels = 64;
        for (int stage = 0; stage < blocks.length; stage++) {
            int width = 64 << stage;
            int outChannels = bottleneck ? EXPANSION * width : width;
            for (int block = 0; block < blocks[stage]; block++) {
                String name = "stage" + stage + ".block" + block;
                int stride = stage > 0 && block == 0 ? 2 : 1;
                int branch = bottleneck
                        ? bottleneck(net, name, x, inChannels, width, stride)
                        : basic(net, name, x, inChannels, width, stride);
                int shortcut = inChannels == outChannels
                        ? x
                        : convolutionWithNorm(
                                net, name + ".shortcut", x, ConvolutionSpec.square(inChannels, outChannels, 1, stride));
                x = net.sum(name + ".sum", branch, shortcut);
                inChannels = outChannels;
            }
        }
        net.dense("classifier", net.globalAverage("pool", x), inChannels, classes);
        return net.build();
    }

    private static int basic(GraphAssembler net, String name, int x, int inChannels, int width, int stride) {
        int first = convolutionWithNorm(net, name + ".first", x, ConvolutionSpec.square(inChannels, width, 3, stride));
        return convolutionWithNorm(net, name + ".second", first, ConvolutionSpec.square(width, width, 3, 1));
    }

    private static int bottleneck(GraphAssembler net, String name, int x, int inChannels, int width, int stride) {
        int first = convolutionWithNorm(net, name + ".first", x, ConvolutionSpec.square(inChannels, width, 1, 1));
        int second = convolutionWithNorm(net, name + ".second", first, ConvolutionSpec.square(width, width, 3, stride));
        return convolutionWithNorm(
                net, name + ".third", second, ConvolutionSpec.square(width, EXPANSION * width, 1, 1));
    }

    /** MobileNetV2 at width 1 (Sandler et al., 2018); the strides differ for small images but are no part of a graph. */
    public static NetworkGraph mobileNetV2(int classes) {
        // expansion, channels, repetitions: table 2 of the paper
        int[][] stages = {
            {1, 16, 1}, {6, 24, 2}, {6, 32, 3}, {6, 64, 4}, {6, 96, 3}, {6, 160, 3}, {6, 320, 1},
        };
        GraphAssembler net = new GraphAssembler();
        int channels = 32;
        int x = convolutionWithNorm(net, "stem", net.input(3, 32), ConvolutionSpec.square(3, channels, 3, 1));
        for (int stage = 0; stage < stages.length; stage++) {
            for (int block = 0; block < stages[stage][2]; block++) {
                String name = "stage" + stage + ".block" + block;
                int outChannels = stages[stage][1];
                int output = invertedResidual(net, name, x, channels, outChannels, stages[stage][0]);
                x = block > 0 ? net.sum(name + ".sum", x, output) : output;
                channels = outChannels;
            }
        }
        int features = 1280;
        x = convolutionWithNorm(net, "last", x, ConvolutionSpec.square(channels, features, 1, 1));
        net.dense("classifier", net.globalAverage("pool", x), features, classes);
        return net.build();
    }

    private static int invertedResidual(
            GraphAssembler net, String name, int x, int inChannels, int outChannels, int expansion) {
        int hidden = inChannels * expansion;
        int expanded = expansion == 1
                ? x
                : convolutionWithNorm(net, name + ".expand", x, ConvolutionSpec.square(inChannels, hidden, 1, 1));
        int filtered =
                convolutionWithNorm(net, name + ".depthwise", expanded, ConvolutionSpec.depthwise(hidden, 3, 1, 1));
        return convolutionWithNorm(net, name + ".project", filtered, ConvolutionSpec.square(hidden, outChannels, 1, 1));
    }

    private static int convolutionWithNorm(GraphAssembler net, String name, int x, ConvolutionSpec spec) {
        return net.batchNorm(name + ".bn", net.convolution(name + ".conv", x, spec), spec.outChannels());
    }

    /** The second-order cell network of DARTS (Liu et al., 2019) with the stem and head of this package. */
    public static Architecture darts(int channels, int cells) {
        List<CellEdge> normal = List.of(
                new CellEdge(CellOperation.SEP_CONV_3X3, 0),
                new CellEdge(CellOperation.SEP_CONV_3X3, 1),
                new CellEdge(CellOperation.SEP_CONV_3X3, 0),
                new CellEdge(CellOperation.SEP_CONV_3X3, 1),
                new CellEdge(CellOperation.SEP_CONV_3X3, 1),
                new CellEdge(CellOperation.SKIP_CONNECT, 0),
                new CellEdge(CellOperation.SKIP_CONNECT, 0),
                new CellEdge(CellOperation.DIL_CONV_3X3, 2));
        List<CellEdge> reduce = List.of(
                new CellEdge(CellOperation.MAX_POOL_3X3, 0),
                new CellEdge(CellOperation.MAX_POOL_3X3, 1),
                new CellEdge(CellOperation.SKIP_CONNECT, 2),
                new CellEdge(CellOperation.MAX_POOL_3X3, 1),
                new CellEdge(CellOperation.MAX_POOL_3X3, 0),
                new CellEdge(CellOperation.SKIP_CONNECT, 2),
                new CellEdge(CellOperation.SKIP_CONNECT, 2),
                new CellEdge(CellOperation.MAX_POOL_3X3, 1));
        Genotype genotype = new Genotype(normal, reduce, List.of(2, 3, 4, 5));
        return new Architecture(genotype, channels, cells, 3, 0, false, true, 2, 1, 0, true);
    }
}
