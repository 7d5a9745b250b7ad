package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.HIDDEN;
import static org.quantzoo.zoo.ghn.SameDiffTensors.columns;

import java.util.List;
import org.nd4j.autodiff.samediff.SDVariable;

/** From the graph of a network to the normalised features of its nodes, as operations of SameDiff. */
final class SameDiffEncoder {

    private final SameDiffTensors tensors;
    private final GraphPlan plan;

    SameDiffEncoder(SameDiffTensors tensors, GraphPlan plan) {
        this.tensors = tensors;
        this.plan = plan;
    }

    /** The features that are decoded, [nodes, 32]. */
    SDVariable features(NodeEncoder encoder) {
        SDVariable initial = embeddings();
        return normalize(
                switch (encoder) {
                    case GATED_MESSAGES -> sweep(plan.backward(), sweep(plan.forward(), initial));
                    case PERCEPTRON -> perceptron(
                            initial,
                            GhnTensor.PERCEPTRON_WEIGHT_1,
                            GhnTensor.PERCEPTRON_BIAS_1,
                            GhnTensor.PERCEPTRON_WEIGHT_2,
                            GhnTensor.PERCEPTRON_BIAS_2);
                });
    }

    private SDVariable embeddings() {
        int nodes = plan.size();
        int[] operations = new int[nodes];
        int[][] rows = new int[4][nodes];
        for (int node = 0; node < nodes; node++) {
            operations[node] = plan.operation(node);
            for (int dimension = 0; dimension < rows.length; dimension++) {
                rows[dimension][node] = plan.shapeRows(node)[dimension];
            }
        }
        SDVariable shapes = tensors.graph()
                .concat(
                        1,
                        embedded(GhnTensor.CHANNEL_EMBEDDING, rows[0]),
                        embedded(GhnTensor.CHANNEL_EMBEDDING, rows[1]),
                        embedded(GhnTensor.SPATIAL_EMBEDDING, rows[2]),
                        embedded(GhnTensor.SPATIAL_EMBEDDING, rows[3]));
        return embedded(GhnTensor.OPERATION_EMBEDDING, operations).add(shapes);
    }

    private SDVariable embedded(GhnTensor table, int[] rows) {
        SDVariable embeddings = tensors.get(table);
        return tensors.select(embeddings, (int) embeddings.getArr().size(0), rows);
    }

    /** One sweep; the messages of all nodes that are done stand in one matrix, in the order in which they were done. */
    private SDVariable sweep(MessageLists lists, SDVariable states) {
        int nodes = plan.size();
        int[] position = new int[nodes];
        int done = 0;
        SDVariable messages = null;
        SDVariable virtuals = null;
        SDVariable swept = null;
        for (List<Integer> level : SweepLevels.of(lists)) {
            int[] members = level.stream().mapToInt(Integer::intValue).toArray();
            SDVariable before = tensors.select(states, nodes, members);
            SDVariable incoming = messages == null
                    ? tensors.constant(new double[members.length * HIDDEN], members.length, HIDDEN)
                    : realEdges(lists, members, position, done)
                            .mmul(messages)
                            .add(virtualEdges(lists, members, position, done).mmul(virtuals));
            SDVariable after = unit(incoming, before);
            messages = below(messages, message(after));
            virtuals = below(virtuals, virtualMessage(after));
            swept = below(swept, after);
            for (int member : members) {
                position[member] = done++;
            }
        }
        return tensors.select(swept, nodes, position);
    }

    private SDVariable below(SDVariable above, SDVariable rows) {
        return above == null ? rows : tensors.graph().concat(0, above, rows);
    }

    private SDVariable message(SDVariable states) {
        return perceptron(
                states,
                GhnTensor.MESSAGE_WEIGHT_1,
                GhnTensor.MESSAGE_BIAS_1,
                GhnTensor.MESSAGE_WEIGHT_2,
                GhnTensor.MESSAGE_BIAS_2);
    }

    private SDVariable virtualMessage(SDVariable states) {
        return perceptron(
                states,
                GhnTensor.VIRTUAL_MESSAGE_WEIGHT_1,
                GhnTensor.VIRTUAL_MESSAGE_BIAS_1,
                GhnTensor.VIRTUAL_MESSAGE_WEIGHT_2,
                GhnTensor.VIRTUAL_MESSAGE_BIAS_2);
    }

    private SDVariable perceptron(SDVariable x, GhnTensor w1, GhnTensor b1, GhnTensor w2, GhnTensor b2) {
        return tensors.relu(tensors.linear(tensors.relu(tensors.linear(x, w1, b1)), w2, b2));
    }

    private SDVariable realEdges(MessageLists lists, int[] members, int[] position, int done) {
        double[] matrix = new double[members.length * done];
        for (int i = 0; i < members.length; i++) {
            for (int sender : lists.senders()[members[i]]) {
                matrix[i * done + position[sender]] += 1;
            }
        }
        return tensors.constant(matrix, members.length, done);
    }

    private SDVariable virtualEdges(MessageLists lists, int[] members, int[] position, int done) {
        double[] matrix = new double[members.length * done];
        for (int i = 0; i < members.length; i++) {
            int[] senders = lists.virtualSenders()[members[i]];
            for (int s = 0; s < senders.length; s++) {
                matrix[i * done + position[senders[s]]] += lists.virtualWeights()[members[i]][s];
            }
        }
        return tensors.constant(matrix, members.length, done);
    }

    /** The gated unit of {@link GatedGraphSweep}. */
    private SDVariable unit(SDVariable incoming, SDVariable before) {
        SDVariable input = tensors.linear(incoming, GhnTensor.UNIT_INPUT_WEIGHT, GhnTensor.UNIT_INPUT_BIAS);
        SDVariable hidden = tensors.linear(before, GhnTensor.UNIT_HIDDEN_WEIGHT, GhnTensor.UNIT_HIDDEN_BIAS);
        SDVariable reset = sigmoid(block(input, 0).add(block(hidden, 0)));
        SDVariable update = sigmoid(block(input, 1).add(block(hidden, 1)));
        SDVariable candidate = tensors.graph().math().tanh(block(input, 2).add(reset.mul(block(hidden, 2))));
        return candidate.add(update.mul(before.sub(candidate)));
    }

    private static SDVariable block(SDVariable gates, int number) {
        return columns(gates, (long) number * HIDDEN, (number + 1L) * HIDDEN);
    }

    private SDVariable sigmoid(SDVariable x) {
        return tensors.graph().nn().sigmoid(x);
    }

    private SDVariable normalize(SDVariable features) {
        SDVariable centred = features.sub(features.mean(true, 1));
        SDVariable variance = centred.mul(centred).mean(true, 1);
        return centred.div(tensors.graph().math().sqrt(variance.add(FeatureNormalization.EPSILON)))
                .mul(tensors.get(GhnTensor.NORM_GAIN))
                .add(tensors.get(GhnTensor.NORM_SHIFT));
    }
}
