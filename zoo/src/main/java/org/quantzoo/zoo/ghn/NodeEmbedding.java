package org.quantzoo.zoo.ghn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.architectures.NodeOperation;

/**
 * The initial features of nodes: the embedding of the operation plus the concatenated embeddings of the four dimensions of the
 * shape.
 *
 * <p>Rows are looked up by products with one-hot matrices, because the gradient of SameDiff's {@code gather} is wrong in
 * 1.0.0-M2.1.
 */
final class NodeEmbedding {

    private static final String OPERATION = "operation";
    private static final List<String> DIMENSIONS = List.of("out", "in", "height", "width");

    private final DataType type;
    private final int[] dimensionRows;
    private final WeightedFunction function;

    NodeEmbedding(GhnConfiguration configuration, DataType type) {
        this.type = type;
        int channelRows = new ShapeVocabulary(configuration.classes()).channelRows();
        int spatialRows = ShapeVocabulary.spatialRows();
        dimensionRows = new int[] {channelRows, channelRows, spatialRows, spatialRows};
        Map<String, long[]> inputs = new LinkedHashMap<>();
        inputs.put(OPERATION, new long[] {-1, NodeOperation.values().length});
        for (int dimension = 0; dimension < 4; dimension++) {
            inputs.put(DIMENSIONS.get(dimension), new long[] {-1, dimensionRows[dimension]});
        }
        function = new WeightedFunction(
                configuration,
                type,
                List.of(GhnTensor.OPERATION_EMBEDDING, GhnTensor.SPATIAL_EMBEDDING, GhnTensor.CHANNEL_EMBEDDING),
                inputs,
                NodeEmbedding::define);
    }

    private static SDVariable define(WeightedFunction.Graph graph) {
        SDVariable channels = graph.weight(GhnTensor.CHANNEL_EMBEDDING);
        SDVariable spatial = graph.weight(GhnTensor.SPATIAL_EMBEDDING);
        SDVariable shape = graph.sd()
                .concat(
                        1,
                        graph.input("out").mmul(channels),
                        graph.input("in").mmul(channels),
                        graph.input("height").mmul(spatial),
                        graph.input("width").mmul(spatial));
        return graph.input(OPERATION)
                .mmul(graph.weight(GhnTensor.OPERATION_EMBEDDING))
                .add(shape);
    }

    /** One-hot rows of all nodes of some graphs. */
    Map<String, INDArray> inputs(List<GraphPlan> plans) {
        int nodes = plans.stream().mapToInt(GraphPlan::size).sum();
        float[][] operation = new float[nodes][NodeOperation.values().length];
        float[][][] dimensions = new float[4][nodes][];
        int row = 0;
        for (GraphPlan plan : plans) {
            for (int node = 0; node < plan.size(); node++, row++) {
                operation[row][plan.operation(node)] = 1;
                for (int dimension = 0; dimension < 4; dimension++) {
                    dimensions[dimension][row] = new float[dimensionRows[dimension]];
                    dimensions[dimension][row][plan.shapeRows(node)[dimension]] = 1;
                }
            }
        }
        Map<String, INDArray> inputs = new HashMap<>();
        inputs.put(OPERATION, Nd4j.createFromArray(operation).castTo(type));
        for (int dimension = 0; dimension < 4; dimension++) {
            inputs.put(
                    DIMENSIONS.get(dimension),
                    Nd4j.createFromArray(dimensions[dimension]).castTo(type));
        }
        return inputs;
    }

    /** The features of all nodes, one row each. */
    Features apply(GhnWeights weights, Map<String, INDArray> inputs) {
        return Features.of(function.apply(weights, inputs));
    }

    /** Adds the gradients of the embeddings. */
    void backpropagate(GhnWeights weights, Map<String, INDArray> inputs, Features upstream, GhnWeights gradient) {
        function.backpropagate(weights, inputs, upstream.toArray(type), gradient, null);
    }
}
