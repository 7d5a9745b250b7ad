package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_CHANNELS;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.quantzoo.datasets.architectures.GraphTensor;
import org.quantzoo.datasets.architectures.TensorShape;

/** Which head decodes which tensors of some graphs: tensors that need the same head and size are decoded together. */
final class DecodingPlan {

    /**
     * A tensor in the output of its group.
     *
     * @param graph index of its graph
     * @param tensor the tensor
     * @param row its row in the group's output
     */
    record Slot(int graph, GraphTensor tensor, int row) {

        /** The decoded extents: the tensor's, its channels cut to what the heads yield. */
        long[] decodedShape(HeadKey.Kind kind) {
            long[] shape = tensor.shape().toLongs();
            int firstTiled = kind == HeadKey.Kind.CLASSIFIER_WEIGHT ? 1 : 0;
            int tiledEnd = kind == HeadKey.Kind.CLASSIFIER_BIAS ? 0 : Math.min(shape.length, 2);
            for (int axis = firstTiled; axis < tiledEnd; axis++) {
                shape[axis] = Math.min(shape[axis], DECODED_CHANNELS);
            }
            return shape;
        }
    }

    /** Tensors decoded together. */
    static final class Group {
        private final HeadKey key;
        private final List<Integer> rows = new ArrayList<>();
        private final List<Double> scales = new ArrayList<>();
        private final List<Slot> slots = new ArrayList<>();

        private Group(HeadKey key) {
            this.key = key;
        }

        HeadKey key() {
            return key;
        }

        List<Slot> slots() {
            return slots;
        }

        /** The nodes whose features are decoded, counted over all graphs. */
        int[] nodes() {
            return rows.stream().mapToInt(Integer::intValue).toArray();
        }

        /** The normalisation factors of the rows' tensors. */
        double[] scales() {
            return scales.stream().mapToDouble(Double::doubleValue).toArray();
        }

        /** The part of the group's output, or of its gradient, that belongs to a slot: a view. */
        INDArray view(INDArray output, Slot slot) {
            long[] shape = slot.decodedShape(key.kind());
            if (key.kind() == HeadKey.Kind.VECTORS) {
                int first = slot.tensor().role() == GraphTensor.Role.GAMMA ? 0 : DECODED_CHANNELS;
                INDArray row = output.get(
                        NDArrayIndex.interval(slot.row(), slot.row() + 1),
                        NDArrayIndex.interval(first, first + shape[0]));
                return row.reshape('c', shape);
            }
            return output.slice(slot.row()).reshape('c', shape);
        }

        private int addRow(int node, double scale) {
            rows.add(node);
            scales.add(scale);
            return rows.size() - 1;
        }
    }

    private final Map<HeadKey, Group> groups = new LinkedHashMap<>();

    DecodingPlan(List<GraphPlan> plans) {
        int offset = 0;
        for (int graph = 0; graph < plans.size(); graph++) {
            GraphPlan plan = plans.get(graph);
            for (GraphTensor tensor : plan.tensors()) {
                HeadKey key = key(plan, tensor);
                Group group = groups.computeIfAbsent(key, Group::new);
                // The shift of a normalisation comes from the same row as its scale, which precedes it.
                int row = tensor.role() == GraphTensor.Role.BETA
                        ? group.rows.size() - 1
                        : group.addRow(offset + tensor.node(), scale(tensor.shape()));
                group.slots.add(new Slot(graph, tensor, row));
            }
            offset += plan.size();
        }
    }

    List<Group> groups() {
        return List.copyOf(groups.values());
    }

    private static HeadKey key(GraphPlan plan, GraphTensor tensor) {
        TensorShape shape = tensor.shape();
        boolean classifier = plan.isClassifier(tensor.node());
        if (tensor.role() != GraphTensor.Role.WEIGHT) {
            HeadKey.Kind kind = classifier ? HeadKey.Kind.CLASSIFIER_BIAS : HeadKey.Kind.VECTORS;
            return new HeadKey(kind, 1, 1, 1, 1);
        }
        int in = Math.min(shape.extent(1), DECODED_CHANNELS);
        return classifier
                ? new HeadKey(HeadKey.Kind.CLASSIFIER_WEIGHT, 1, in, 1, 1)
                : new HeadKey(
                        HeadKey.Kind.WEIGHT,
                        Math.min(shape.extent(0), DECODED_CHANNELS),
                        in,
                        shape.extent(2),
                        shape.extent(3));
    }

    /**
     * The normalisation factor of a weight: sqrt(beta / fan-in), beta 1 for layers that no rectifier follows (depthwise, and the
     * row half of a factorised convolution), 2 for the rest.
     */
    static double scale(TensorShape shape) {
        double fanIn = (double) shape.elements() / shape.extent(0);
        boolean linear = shape.rank() == 4 && (shape.extent(1) == 1 || shape.extent(2) < shape.extent(3));
        return Math.sqrt((linear ? 1 : 2) / fanIn);
    }
}
