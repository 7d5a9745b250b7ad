package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_CHANNELS;
import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_KERNEL;
import static org.quantzoo.zoo.ghn.GhnConfiguration.HIDDEN;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The heads that turn normalised node features into parameter tensors, one SameDiff graph per kind and decoded size.
 *
 * <p>Each yields tensors that are already normalised, cut to at most {@link GhnConfiguration#DECODED_CHANNELS} channels per axis;
 * {@link ChannelTiling} repeats them to their full width. The normalisation acts on every element alone, with the fan-in of
 * the full tensor as a factor given from outside, so it commutes with the repetition and is done on the smaller tensor.
 * Only the needed rows of the weights enter: those of the kernel window, and those of the channels kept. Thread-safe.
 */
final class TensorDecoders {

    /** Input: normalised features, one row per tensor. */
    static final String FEATURES = "features";

    /** Input of weight heads: the normalisation factor of each row's tensor, shape [rows, 1, 1, 1, 1] or [rows, 1, 1]. */
    static final String SCALE = "scale";

    private static final int WINDOW_CHANNELS = 2 * DECODED_CHANNELS;
    private static final int KERNEL_HIDDEN = 4 * DECODED_CHANNELS;
    private static final double VECTOR_TEMPERATURE = 5;

    private final GhnConfiguration configuration;
    private final DataType type;
    private final Map<Key, WeightedFunction> functions = new ConcurrentHashMap<>();

    /** The kinds of head. */
    enum Kind {
        /** A weight of two or four dimensions; yields [rows, out, in, height, width]. */
        WEIGHT,
        /** The weight of the classifier; yields [rows, classes, in]. */
        CLASSIFIER_WEIGHT,
        /** Scale and shift of a normalisation, or a bias in place of the shift; yields [rows, 128], scale first. */
        VECTORS,
        /** The bias of the classifier; yields [rows, classes]. */
        CLASSIFIER_BIAS
    }

    /** A head of a certain size; extents that a kind does not have are 1. */
    record Key(Kind kind, int out, int in, int height, int width) {}

    TensorDecoders(GhnConfiguration configuration, DataType type) {
        this.configuration = configuration;
        this.type = type;
    }

    /** The graph of a head, built at its first use. */
    WeightedFunction function(Key key) {
        return functions.computeIfAbsent(key, this::build);
    }

    private WeightedFunction build(Key key) {
        Map<String, long[]> inputs = new LinkedHashMap<>();
        inputs.put(FEATURES, new long[] {-1, HIDDEN});
        List<GhnTensor> kernel = List.of(
                GhnTensor.WINDOW_WEIGHT,
                GhnTensor.WINDOW_BIAS,
                GhnTensor.KERNEL_WEIGHT_1,
                GhnTensor.KERNEL_BIAS_1,
                GhnTensor.KERNEL_WEIGHT_2,
                GhnTensor.KERNEL_BIAS_2);
        List<GhnTensor> vectors = List.of(
                GhnTensor.VECTOR_WEIGHT_1, GhnTensor.VECTOR_BIAS_1, GhnTensor.VECTOR_WEIGHT_2, GhnTensor.VECTOR_BIAS_2);
        return switch (key.kind()) {
            case WEIGHT -> {
                inputs.put(SCALE, new long[] {-1, 1, 1, 1, 1});
                yield new WeightedFunction(configuration, type, kernel, inputs, graph -> weight(graph, key));
            }
            case CLASSIFIER_WEIGHT -> {
                inputs.put(SCALE, new long[] {-1, 1, 1});
                List<GhnTensor> all = join(kernel, GhnTensor.CLASSIFIER_WEIGHT, GhnTensor.CLASSIFIER_BIAS);
                yield new WeightedFunction(configuration, type, all, inputs, graph -> classifierWeight(graph, key));
            }
            case VECTORS -> new WeightedFunction(configuration, type, vectors, inputs, TensorDecoders::vectors);
            case CLASSIFIER_BIAS -> new WeightedFunction(
                    configuration,
                    type,
                    join(vectors, GhnTensor.CLASS_BIAS_WEIGHT, GhnTensor.CLASS_BIAS_BIAS),
                    inputs,
                    this::classifierBias);
        };
    }

    private static List<GhnTensor> join(List<GhnTensor> first, GhnTensor... more) {
        return Stream.concat(first.stream(), Arrays.stream(more)).toList();
    }

    private static SDVariable weight(WeightedFunction.Graph graph, Key key) {
        int positions = key.height() * key.width();
        SDVariable kernels = kernels(graph, key);
        if (positions > 1) {
            kernels = kernels.permute(0, 2, 3, 1);
        }
        return kernels.reshape(-1, key.out(), key.in(), key.height(), key.width())
                .mul(graph.input(SCALE));
    }

    /** The decoded kernels, [rows, positions, out, in]. */
    private static SDVariable kernels(WeightedFunction.Graph graph, Key key) {
        int positions = key.height() * key.width();
        SDVariable window = graph.rectify(graph.linear(
                graph.input(FEATURES),
                window(graph.weight(GhnTensor.WINDOW_WEIGHT), key, HIDDEN),
                window(graph.weight(GhnTensor.WINDOW_BIAS), key, 1),
                (long) WINDOW_CHANNELS * positions));
        if (positions > 1) {
            window = window.reshape(-1, WINDOW_CHANNELS, positions).permute(0, 2, 1);
        }
        SDVariable hidden = graph.rectify(graph.linear(
                window.reshape(-1, WINDOW_CHANNELS),
                graph.weight(GhnTensor.KERNEL_WEIGHT_1),
                graph.weight(GhnTensor.KERNEL_BIAS_1),
                KERNEL_HIDDEN));
        SDVariable kernels = graph.linear(
                hidden,
                channels(graph.weight(GhnTensor.KERNEL_WEIGHT_2), key, KERNEL_HIDDEN),
                channels(graph.weight(GhnTensor.KERNEL_BIAS_2), key, 1),
                (long) key.out() * key.in());
        return kernels.reshape(-1, positions, key.out(), key.in());
    }

    /** The rows of the window layer that belong to the top left of the decoded kernel. */
    private static SDVariable window(SDVariable weight, Key key, int columns) {
        return weight.reshape(WINDOW_CHANNELS, DECODED_KERNEL, DECODED_KERNEL, columns)
                .get(SDIndex.all(), SDIndex.interval(0, key.height()), SDIndex.interval(0, key.width()), SDIndex.all())
                .reshape((long) WINDOW_CHANNELS * key.height() * key.width(), columns);
    }

    /** The rows of the last kernel layer that belong to the channels kept. */
    private static SDVariable channels(SDVariable weight, Key key, int columns) {
        if (key.out() == DECODED_CHANNELS && key.in() == DECODED_CHANNELS) {
            return weight;
        }
        return weight.reshape(DECODED_CHANNELS, DECODED_CHANNELS, columns)
                .get(SDIndex.interval(0, key.out()), SDIndex.interval(0, key.in()), SDIndex.all())
                .reshape((long) key.out() * key.in(), columns);
    }

    private SDVariable classifierWeight(WeightedFunction.Graph graph, Key key) {
        Key full = new Key(Kind.WEIGHT, DECODED_CHANNELS, key.in(), 1, 1);
        SDVariable hidden = graph.rectify(kernels(graph, full).reshape(-1, DECODED_CHANNELS, key.in()))
                .permute(0, 2, 1)
                .reshape(-1, DECODED_CHANNELS);
        return graph.linear(
                        hidden,
                        graph.weight(GhnTensor.CLASSIFIER_WEIGHT),
                        graph.weight(GhnTensor.CLASSIFIER_BIAS),
                        configuration.classes())
                .reshape(-1, key.in(), configuration.classes())
                .permute(0, 2, 1)
                .mul(graph.input(SCALE));
    }

    private static SDVariable vectors(WeightedFunction.Graph graph) {
        SDVariable raw = rawVectors(graph);
        SDVariable scale = graph.sd()
                .nn()
                .sigmoid(raw.get(SDIndex.all(), SDIndex.interval(0, DECODED_CHANNELS))
                        .div(2))
                .mul(2);
        return graph.sd().concat(1, scale, bounded(graph, shift(raw)));
    }

    private static SDVariable rawVectors(WeightedFunction.Graph graph) {
        SDVariable hidden = graph.rectify(graph.linear(
                graph.input(FEATURES),
                graph.weight(GhnTensor.VECTOR_WEIGHT_1),
                graph.weight(GhnTensor.VECTOR_BIAS_1),
                2 * HIDDEN));
        return graph.linear(
                hidden,
                graph.weight(GhnTensor.VECTOR_WEIGHT_2),
                graph.weight(GhnTensor.VECTOR_BIAS_2),
                2 * DECODED_CHANNELS);
    }

    private static SDVariable shift(SDVariable raw) {
        return raw.get(SDIndex.all(), SDIndex.interval(DECODED_CHANNELS, 2 * DECODED_CHANNELS));
    }

    private static SDVariable bounded(WeightedFunction.Graph graph, SDVariable x) {
        return graph.sd().math().tanh(x.div(VECTOR_TEMPERATURE));
    }

    private SDVariable classifierBias(WeightedFunction.Graph graph) {
        SDVariable raw = graph.linear(
                graph.rectify(shift(rawVectors(graph))),
                graph.weight(GhnTensor.CLASS_BIAS_WEIGHT),
                graph.weight(GhnTensor.CLASS_BIAS_BIAS),
                configuration.classes());
        return bounded(graph, raw);
    }
}
