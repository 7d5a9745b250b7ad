package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_CHANNELS;
import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_KERNEL;
import static org.quantzoo.zoo.ghn.GhnConfiguration.HIDDEN;
import static org.quantzoo.zoo.ghn.SameDiffTensors.columns;

import java.util.Arrays;
import java.util.List;
import org.nd4j.autodiff.samediff.SDIndex;
import org.nd4j.autodiff.samediff.SDVariable;
import org.quantzoo.datasets.architectures.GraphTensor;

/** From the features of a network's nodes to its parameters, as operations of SameDiff: the heads, normalisation and repetition. */
final class SameDiffHeads {

    private final SameDiffTensors tensors;
    private final GraphPlan plan;
    private final SDVariable features;

    SameDiffHeads(SameDiffTensors tensors, GraphPlan plan, SDVariable features) {
        this.tensors = tensors;
        this.plan = plan;
        this.features = features;
    }

    /** Adds every parameter to the graph, under its own name. */
    void decode() {
        for (DecodingPlan.Group group : new DecodingPlan(List.of(plan)).groups()) {
            SDVariable rows = tensors.select(features, plan.size(), group.nodes());
            switch (group.key().kind()) {
                case WEIGHT -> publishRows(group, weights(group, rows));
                case CLASSIFIER_WEIGHT -> publishRows(group, classifier(group, rows));
                case VECTORS -> vectors(group, rows);
                case CLASSIFIER_BIAS -> publishRows(group, classifierBias(rows));
            }
        }
    }

    private void publishRows(DecodingPlan.Group group, SDVariable matrix) {
        for (DecodingPlan.Slot slot : group.slots()) {
            publish(
                    slot,
                    group.key().kind(),
                    matrix.get(SDIndex.interval((long) slot.row(), slot.row() + 1L), SDIndex.all()));
        }
    }

    /** [tensors, out * in * height * width]. */
    private SDVariable weights(DecodingPlan.Group group, SDVariable rows) {
        HeadKey key = group.key();
        int count = group.nodes().length;
        long pairs = (long) key.out() * key.in();
        return kernels(rows, count, key)
                .reshape(count, key.positions(), pairs)
                .permute(0, 2, 1)
                .reshape(count, pairs * key.positions())
                .mul(tensors.constant(group.scales(), count, 1));
    }

    /** [tensors, classes * in]. */
    private SDVariable classifier(DecodingPlan.Group group, SDVariable rows) {
        int in = group.key().in();
        int count = group.nodes().length;
        long classes = plan.graph().classes();
        SDVariable hidden =
                tensors.relu(kernels(rows, count, new HeadKey(HeadKey.Kind.WEIGHT, DECODED_CHANNELS, in, 1, 1))
                        .reshape(count, DECODED_CHANNELS, in)
                        .permute(0, 2, 1)
                        .reshape((long) count * in, DECODED_CHANNELS));
        return tensors.linear(hidden, GhnTensor.CLASSIFIER_WEIGHT, GhnTensor.CLASSIFIER_BIAS)
                .reshape(count, in, classes)
                .permute(0, 2, 1)
                .reshape(count, classes * in)
                .mul(tensors.constant(group.scales(), count, 1));
    }

    /** Decoded kernels, [rows * positions, out * in]. */
    private SDVariable kernels(SDVariable rows, int count, HeadKey key) {
        int window = 2 * DECODED_CHANNELS;
        int positions = key.positions();
        long pairs = (long) key.out() * key.in();
        SDVariable grid = tensors.relu(tensors.linear(
                        rows,
                        window(GhnTensor.WINDOW_WEIGHT, HIDDEN, key).reshape((long) positions * window, HIDDEN),
                        window(GhnTensor.WINDOW_BIAS, 1, key).reshape((long) positions * window)))
                .reshape((long) count * positions, window);
        SDVariable hidden = tensors.relu(tensors.linear(grid, GhnTensor.KERNEL_WEIGHT_1, GhnTensor.KERNEL_BIAS_1));
        return tensors.linear(
                hidden,
                channels(GhnTensor.KERNEL_WEIGHT_2, 4 * DECODED_CHANNELS, key).reshape(pairs, 4 * DECODED_CHANNELS),
                channels(GhnTensor.KERNEL_BIAS_2, 1, key).reshape(pairs));
    }

    /** The rows of the window layer for the top left of the largest kernel, [height, width, 128, columns]. */
    private SDVariable window(GhnTensor tensor, int columns, HeadKey key) {
        return tensors.get(tensor)
                .reshape(2 * DECODED_CHANNELS, DECODED_KERNEL, DECODED_KERNEL, columns)
                .get(SDIndex.all(), SDIndex.interval(0, key.height()), SDIndex.interval(0, key.width()), SDIndex.all())
                .permute(1, 2, 0, 3);
    }

    /** The rows of the last layer for the wanted channels, [out, in, columns]. */
    private SDVariable channels(GhnTensor tensor, int columns, HeadKey key) {
        return tensors.get(tensor)
                .reshape(DECODED_CHANNELS, DECODED_CHANNELS, columns)
                .get(SDIndex.interval(0, key.out()), SDIndex.interval(0, key.in()), SDIndex.all());
    }

    private SDVariable rawVectors(SDVariable rows) {
        SDVariable hidden = tensors.relu(tensors.linear(rows, GhnTensor.VECTOR_WEIGHT_1, GhnTensor.VECTOR_BIAS_1));
        return tensors.linear(hidden, GhnTensor.VECTOR_WEIGHT_2, GhnTensor.VECTOR_BIAS_2);
    }

    private void vectors(DecodingPlan.Group group, SDVariable rows) {
        SDVariable raw = rawVectors(rows);
        SDVariable scales = tensors.graph()
                .nn()
                .sigmoid(columns(raw, 0, DECODED_CHANNELS).div(2))
                .mul(2);
        SDVariable shifts = bounded(columns(raw, DECODED_CHANNELS, 2 * DECODED_CHANNELS));
        for (DecodingPlan.Slot slot : group.slots()) {
            SDVariable part = slot.tensor().role() == GraphTensor.Role.GAMMA ? scales : shifts;
            long channels = slot.decodedShape(group.key().kind())[0];
            publish(
                    slot,
                    group.key().kind(),
                    part.get(SDIndex.interval((long) slot.row(), slot.row() + 1L), SDIndex.interval(0L, channels)));
        }
    }

    /** [biases, classes]. */
    private SDVariable classifierBias(SDVariable rows) {
        SDVariable hidden = tensors.relu(columns(rawVectors(rows), DECODED_CHANNELS, 2 * DECODED_CHANNELS));
        return bounded(tensors.linear(hidden, GhnTensor.CLASS_BIAS_WEIGHT, GhnTensor.CLASS_BIAS_BIAS));
    }

    private SDVariable bounded(SDVariable x) {
        return tensors.graph().math().tanh(x.div(VectorHead.TEMPERATURE));
    }

    /** Repeats the channels of a decoded tensor up to its full width, and gives the result the tensor's name. */
    private void publish(DecodingPlan.Slot slot, HeadKey.Kind kind, SDVariable row) {
        long[] full = slot.tensor().shape().toLongs();
        long[] decoded = slot.decodedShape(kind);
        SDVariable tensor = row.reshape(decoded);
        for (int axis = 0; axis < full.length; axis++) {
            if (decoded[axis] < full[axis]) {
                int[] copies = new int[full.length];
                Arrays.fill(copies, 1);
                copies[axis] = (int) ((full[axis] + decoded[axis] - 1) / decoded[axis]);
                SDIndex[] part = new SDIndex[full.length];
                Arrays.fill(part, SDIndex.all());
                part[axis] = SDIndex.interval(0L, full[axis]);
                tensor = tensors.graph().tile(tensor, copies).get(part);
            }
        }
        tensors.graph().identity(slot.tensor().name(), tensor);
    }
}
