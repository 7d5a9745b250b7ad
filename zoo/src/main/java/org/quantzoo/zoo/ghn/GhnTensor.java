package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_CHANNELS;
import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_KERNEL;
import static org.quantzoo.zoo.ghn.GhnConfiguration.HIDDEN;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.quantzoo.datasets.architectures.NodeOperation;

/**
 * The trainable tensors of graph hypernetworks in the order in which they are stored; matrices are (out, in).
 *
 * <p>Those of GHN-2 come first, in the order that numbers them in comparisons between implementations.
 *
 * <p>The row blocks of the recurrent unit's matrices are reset gate, update gate, candidate.
 */
public enum GhnTensor {
    OPERATION_EMBEDDING(0, NodeOperation.values().length, HIDDEN),
    SPATIAL_EMBEDDING(0, 0, HIDDEN / 4),
    CHANNEL_EMBEDDING(0, 0, HIDDEN / 4),
    MESSAGE_WEIGHT_1(HIDDEN, HIDDEN / 2, HIDDEN),
    MESSAGE_BIAS_1(HIDDEN, HIDDEN / 2),
    MESSAGE_WEIGHT_2(HIDDEN / 2, HIDDEN, HIDDEN / 2),
    MESSAGE_BIAS_2(HIDDEN / 2, HIDDEN),
    VIRTUAL_MESSAGE_WEIGHT_1(HIDDEN, HIDDEN / 2, HIDDEN),
    VIRTUAL_MESSAGE_BIAS_1(HIDDEN, HIDDEN / 2),
    VIRTUAL_MESSAGE_WEIGHT_2(HIDDEN / 2, HIDDEN, HIDDEN / 2),
    VIRTUAL_MESSAGE_BIAS_2(HIDDEN / 2, HIDDEN),
    UNIT_INPUT_WEIGHT(HIDDEN, 3 * HIDDEN, HIDDEN),
    UNIT_HIDDEN_WEIGHT(HIDDEN, 3 * HIDDEN, HIDDEN),
    UNIT_INPUT_BIAS(HIDDEN, 3 * HIDDEN),
    UNIT_HIDDEN_BIAS(HIDDEN, 3 * HIDDEN),
    NORM_GAIN(0, HIDDEN),
    NORM_SHIFT(0, HIDDEN),
    WINDOW_WEIGHT(HIDDEN, 2 * DECODED_CHANNELS * DECODED_KERNEL * DECODED_KERNEL, HIDDEN),
    WINDOW_BIAS(HIDDEN, 2 * DECODED_CHANNELS * DECODED_KERNEL * DECODED_KERNEL),
    KERNEL_WEIGHT_1(2 * DECODED_CHANNELS, 4 * DECODED_CHANNELS, 2 * DECODED_CHANNELS),
    KERNEL_BIAS_1(2 * DECODED_CHANNELS, 4 * DECODED_CHANNELS),
    KERNEL_WEIGHT_2(4 * DECODED_CHANNELS, DECODED_CHANNELS * DECODED_CHANNELS, 4 * DECODED_CHANNELS),
    KERNEL_BIAS_2(4 * DECODED_CHANNELS, DECODED_CHANNELS * DECODED_CHANNELS),
    CLASSIFIER_WEIGHT(DECODED_CHANNELS, 0, DECODED_CHANNELS),
    CLASSIFIER_BIAS(DECODED_CHANNELS, 0),
    VECTOR_WEIGHT_1(HIDDEN, 2 * HIDDEN, HIDDEN),
    VECTOR_BIAS_1(HIDDEN, 2 * HIDDEN),
    VECTOR_WEIGHT_2(2 * HIDDEN, 2 * DECODED_CHANNELS, 2 * HIDDEN),
    VECTOR_BIAS_2(2 * HIDDEN, 2 * DECODED_CHANNELS),
    CLASS_BIAS_WEIGHT(DECODED_CHANNELS, 0, DECODED_CHANNELS),
    CLASS_BIAS_BIAS(DECODED_CHANNELS, 0),
    PERCEPTRON_WEIGHT_1(HIDDEN, HIDDEN, HIDDEN),
    PERCEPTRON_BIAS_1(HIDDEN, HIDDEN),
    PERCEPTRON_WEIGHT_2(HIDDEN, HIDDEN, HIDDEN),
    PERCEPTRON_BIAS_2(HIDDEN, HIDDEN);

    private final int fanIn;
    private final int[] fixedShape;

    GhnTensor(int fanIn, int... fixedShape) {
        this.fanIn = fanIn;
        this.fixedShape = fixedShape;
    }

    /** The tensors of a hypernetwork of the given configuration, in the order in which they are stored. */
    public static List<GhnTensor> of(GhnConfiguration configuration) {
        return Arrays.stream(values())
                .filter(tensor -> tensor.encoder() == null || tensor.encoder() == configuration.encoder())
                .toList();
    }

    /** The encoder of nodes that has the tensor; null where all have it. */
    private NodeEncoder encoder() {
        if (ordinal() >= PERCEPTRON_WEIGHT_1.ordinal()) {
            return NodeEncoder.PERCEPTRON;
        }
        boolean message = ordinal() >= MESSAGE_WEIGHT_1.ordinal() && ordinal() <= UNIT_HIDDEN_BIAS.ordinal();
        return message ? NodeEncoder.GATED_MESSAGES : null;
    }

    /** The shape in a hypernetwork of the given configuration. */
    public long[] shape(GhnConfiguration configuration) {
        long[] shape = new long[fixedShape.length];
        for (int axis = 0; axis < shape.length; axis++) {
            shape[axis] = fixedShape[axis] == 0 ? dependentExtent(configuration) : fixedShape[axis];
        }
        return shape;
    }

    private long dependentExtent(GhnConfiguration configuration) {
        return switch (this) {
            case SPATIAL_EMBEDDING -> ShapeVocabulary.spatialRows();
            case CHANNEL_EMBEDDING -> new ShapeVocabulary(configuration.classes()).channelRows();
            default -> configuration.classes();
        };
    }

    /** The number of elements in a hypernetwork of the given configuration. */
    public long length(GhnConfiguration configuration) {
        long length = 1;
        for (long extent : shape(configuration)) {
            length *= extent;
        }
        return length;
    }

    /** Inputs of the linear layer the tensor belongs to; 0 for embeddings and layer normalisation. */
    int fanIn() {
        return fanIn;
    }

    /** Whether the tensor is a table of embeddings. */
    boolean isEmbedding() {
        return ordinal() <= CHANNEL_EMBEDDING.ordinal();
    }

    /** The name in checkpoints, for example {@code unit_hidden_bias}. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
