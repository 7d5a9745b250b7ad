package org.quantzoo.datasets.architectures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Defines the network of an {@link Architecture} layer by layer.
 *
 * <p>Every convolution is preceded by a rectifier and followed by batch normalisation if the architecture has it. A cell reads
 * the outputs of the two cells before it, each brought to the cell's width by a 1x1 convolution, or by a factorised reduction
 * where the cell between was a reduction. Images are {@value #IMAGE_SIZE} x {@value #IMAGE_SIZE} with 3 channels.
 *
 * @param <T> what the assembler makes of a layer
 */
public final class CellNetwork<T> {

    /** Height and width of the images, pixels. */
    public static final int IMAGE_SIZE = 32;

    private static final int IMAGE_CHANNELS = 3;
    private static final double DROPOUT = 0.5;

    private final Architecture architecture;
    private final NetworkAssembler<T> assembler;

    private CellNetwork(Architecture architecture, NetworkAssembler<T> assembler) {
        this.architecture = architecture;
        this.assembler = assembler;
    }

    /** A value with what the next layer must know of it; the value is null if no operation feeds it. */
    private record State<T>(T value, int channels, int size) {}

    /**
     * Assembles the network.
     *
     * @param classes outputs of the classifier
     * @return the output of the classifier, or empty if {@code none} operations cut it off from the input
     */
    public static <T> Optional<T> assemble(Architecture architecture, int classes, NetworkAssembler<T> assembler) {
        if (classes < 2) {
            throw new IllegalArgumentException("A classifier has at least 2 classes; found " + classes + ".");
        }
        return Optional.ofNullable(new CellNetwork<>(architecture, assembler).assemble(classes));
    }

    private T assemble(int classes) {
        T image = assembler.input(IMAGE_CHANNELS, IMAGE_SIZE);
        List<State<T>> stem = architecture.stemType() == 0 ? shallowStem(image) : deepStem(image);
        State<T> beforeLast = stem.get(0);
        State<T> last = stem.get(1);
        boolean afterReduction = architecture.stemType() == 1;
        int channels = architecture.channels();
        for (int index = 0; index < architecture.cells(); index++) {
            boolean reduction = architecture.isReduction(index);
            if (reduction) {
                channels *= architecture.channelMultiplier();
            }
            State<T> output = cell("cells." + index, beforeLast, last, channels, reduction, afterReduction);
            beforeLast = last;
            last = output;
            afterReduction = reduction;
        }
        return last.value == null ? null : head(last, classes);
    }

    private List<State<T>> shallowStem(T image) {
        int channels = 3 * architecture.channels();
        T value = convolutionWithNorm(
                "stem0", image, ConvolutionSpec.square(IMAGE_CHANNELS, channels, architecture.stemKernel(), 1));
        int size = IMAGE_SIZE;
        if (architecture.stemPool()) {
            value = assembler.pool("stem0.pool", value, false, 3, 2);
            size /= 2;
        }
        State<T> state = new State<>(value, channels, size);
        return List.of(state, state);
    }

    private List<State<T>> deepStem(T image) {
        int channels = architecture.channels();
        T half = convolutionWithNorm(
                "stem0.first",
                image,
                ConvolutionSpec.square(IMAGE_CHANNELS, channels / 2, architecture.stemKernel(), 1));
        T first = convolutionWithNorm(
                "stem0.second", assembler.rectify(half), ConvolutionSpec.square(channels / 2, channels, 3, 1));
        T second = convolutionWithNorm(
                "stem1", assembler.rectify(first), ConvolutionSpec.square(channels, channels, 3, 2));
        return List.of(new State<>(first, channels, IMAGE_SIZE), new State<>(second, channels, IMAGE_SIZE / 2));
    }

    private State<T> cell(
            String name, State<T> beforeLast, State<T> last, int channels, boolean reduction, boolean afterReduction) {
        Genotype genotype = architecture.genotype();
        int inputSize = last.size;
        int outputSize = reduction ? inputSize / 2 : inputSize;
        List<State<T>> states = new ArrayList<>(genotype.steps() + 2);
        String first = name + ".preprocess0";
        states.add(
                afterReduction ? reduceFactorised(first, beforeLast, channels) : project(first, beforeLast, channels));
        states.add(project(name + ".preprocess1", last, channels));
        List<CellEdge> edges = genotype.edges(reduction);
        for (int step = 0; step < genotype.steps(); step++) {
            String stepName = name + ".step" + step;
            T left = edge(stepName + ".left", edges.get(2 * step), states, channels, reduction);
            T right = edge(stepName + ".right", edges.get(2 * step + 1), states, channels, reduction);
            T value = left == null || right == null
                    ? (left == null ? right : left)
                    : assembler.sum(stepName + ".sum", left, right);
            states.add(new State<>(value, channels, outputSize));
        }
        List<T> parts = new ArrayList<>();
        for (int state : genotype.concat()) {
            parts.add(states.get(state).value);
        }
        boolean absent = parts.stream().allMatch(part -> part == null);
        T output = absent ? null : assembler.concat(name + ".concat", parts, channels);
        return new State<>(output, channels * parts.size(), outputSize);
    }

    private T edge(String name, CellEdge edge, List<State<T>> states, int channels, boolean reduction) {
        State<T> source = states.get(edge.input());
        if (source.value == null) {
            return null;
        }
        int stride = reduction && edge.input() < 2 ? 2 : 1;
        T x = source.value;
        int kernel = edge.operation().kernel();
        return switch (edge.operation().family()) {
            case NONE -> null;
            case MAX_POOL -> assembler.pool(name + ".pool", x, false, kernel, stride);
            case AVERAGE_POOL -> assembler.pool(name + ".pool", x, true, kernel, stride);
            case SKIP -> stride == 1 ? x : reduceFactorised(name, source, channels).value;
            case SEPARABLE_CONVOLUTION -> {
                T once = separable(name + ".first", x, channels, kernel, stride, 1);
                yield separable(name + ".second", once, channels, kernel, 1, 1);
            }
            case DILATED_CONVOLUTION -> separable(name, x, channels, kernel, stride, 2);
            case CONVOLUTION -> convolutionWithNorm(
                    name, assembler.rectify(x), ConvolutionSpec.square(channels, channels, kernel, stride));
            case FACTORIZED_CONVOLUTION -> {
                ConvolutionSpec row =
                        new ConvolutionSpec(channels, channels, 1, kernel, 1, stride, 0, kernel / 2, 1, 1, 0);
                ConvolutionSpec column =
                        new ConvolutionSpec(channels, channels, kernel, 1, stride, 1, kernel / 2, 0, 1, 1, 0);
                T half = assembler.convolution(name + ".row", assembler.rectify(x), row);
                yield norm(name, assembler.convolution(name + ".column", half, column), channels);
            }
        };
    }

    private T separable(String name, T x, int channels, int kernel, int stride, int dilation) {
        T depthwise = assembler.convolution(
                name + ".depthwise",
                assembler.rectify(x),
                ConvolutionSpec.depthwise(channels, kernel, stride, dilation));
        T pointwise =
                assembler.convolution(name + ".pointwise", depthwise, ConvolutionSpec.square(channels, channels, 1, 1));
        return norm(name, pointwise, channels);
    }

    private State<T> project(String name, State<T> source, int channels) {
        T value = source.value == null
                ? null
                : convolutionWithNorm(
                        name, assembler.rectify(source.value), ConvolutionSpec.square(source.channels, channels, 1, 1));
        return new State<>(value, channels, source.size);
    }

    private State<T> reduceFactorised(String name, State<T> source, int channels) {
        T value = null;
        if (source.value != null) {
            T rectified = assembler.rectify(source.value);
            ConvolutionSpec half = ConvolutionSpec.square(source.channels, channels / 2, 1, 2);
            T even = assembler.convolution(name + ".even", rectified, half);
            T odd = assembler.convolution(name + ".odd", rectified, half.shifted());
            value = norm(name, assembler.concat(name + ".concat", Arrays.asList(even, odd), channels / 2), channels);
        }
        return new State<>(value, channels, source.size / 2);
    }

    private T convolutionWithNorm(String name, T x, ConvolutionSpec spec) {
        return norm(name, assembler.convolution(name + ".conv", x, spec), spec.outChannels());
    }

    private T norm(String name, T x, int channels) {
        return architecture.batchNorm() ? assembler.batchNorm(name + ".bn", x, channels) : x;
    }

    private T head(State<T> last, int classes) {
        T x = last.value;
        int features = last.channels * last.size * last.size;
        if (architecture.globalPooling()) {
            x = assembler.globalAverage("pool", x);
            features = last.channels;
        }
        if (architecture.fcLayers() == 2) {
            x = assembler.dense("hidden", x, features, architecture.fcWidth());
            x = assembler.dropout("dropout", assembler.rectify(x), DROPOUT);
            features = architecture.fcWidth();
        }
        return assembler.dense("classifier", x, features, classes);
    }
}
