package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.HIDDEN;

import java.util.List;

/**
 * The initial features of nodes: the embedding of the operation plus the concatenated embeddings of the four dimensions of the
 * shape (out, in, height, width), a quarter of the width each.
 */
final class NodeEmbedding {

    private static final int QUARTER = HIDDEN / 4;
    private static final GhnTensor[] TABLES = {
        GhnTensor.CHANNEL_EMBEDDING,
        GhnTensor.CHANNEL_EMBEDDING,
        GhnTensor.SPATIAL_EMBEDDING,
        GhnTensor.SPATIAL_EMBEDDING
    };

    private NodeEmbedding() {}

    /** The features of all nodes of some graphs, one row each. */
    static Features apply(GhnWeights weights, List<GraphPlan> plans) {
        double[] operations = Numbers.toDoubles(weights.get(GhnTensor.OPERATION_EMBEDDING));
        double[][] tables = new double[TABLES.length][];
        for (int dimension = 0; dimension < tables.length; dimension++) {
            tables[dimension] = Numbers.toDoubles(weights.get(TABLES[dimension]));
        }
        Features features =
                Features.zeros(plans.stream().mapToInt(GraphPlan::size).sum());
        int row = 0;
        for (GraphPlan plan : plans) {
            for (int node = 0; node < plan.size(); node++, row++) {
                double[] target = features.values();
                System.arraycopy(operations, plan.operation(node) * HIDDEN, target, row * HIDDEN, HIDDEN);
                for (int dimension = 0; dimension < tables.length; dimension++) {
                    int from = plan.shapeRows(node)[dimension] * QUARTER;
                    int to = row * HIDDEN + dimension * QUARTER;
                    for (int j = 0; j < QUARTER; j++) {
                        target[to + j] += tables[dimension][from + j];
                    }
                }
            }
        }
        return features;
    }

    /** Adds the gradients of the embeddings, given those of the features. */
    static void backpropagate(List<GraphPlan> plans, Features upstream, GhnWeights gradient) {
        double[] operations =
                new double[(int) gradient.get(GhnTensor.OPERATION_EMBEDDING).length()];
        double[] channels =
                new double[(int) gradient.get(GhnTensor.CHANNEL_EMBEDDING).length()];
        double[] spatial =
                new double[(int) gradient.get(GhnTensor.SPATIAL_EMBEDDING).length()];
        double[][] tables = {channels, channels, spatial, spatial};
        double[] source = upstream.values();
        int row = 0;
        for (GraphPlan plan : plans) {
            for (int node = 0; node < plan.size(); node++, row++) {
                for (int j = 0; j < HIDDEN; j++) {
                    operations[plan.operation(node) * HIDDEN + j] += source[row * HIDDEN + j];
                    int dimension = j / QUARTER;
                    tables[dimension][plan.shapeRows(node)[dimension] * QUARTER + j % QUARTER] +=
                            source[row * HIDDEN + j];
                }
            }
        }
        Numbers.addTo(gradient.get(GhnTensor.OPERATION_EMBEDDING), operations);
        Numbers.addTo(gradient.get(GhnTensor.CHANNEL_EMBEDDING), channels);
        Numbers.addTo(gradient.get(GhnTensor.SPATIAL_EMBEDDING), spatial);
    }
}
