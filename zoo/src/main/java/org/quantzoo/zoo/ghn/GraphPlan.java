package org.quantzoo.zoo.ghn;

import java.util.List;
import org.quantzoo.datasets.architectures.GraphTensor;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.datasets.architectures.ShortestPaths;

/**
 * Everything about a network graph that a hypernetwork needs and that does not depend on its weights.
 *
 * <p>A plan is immutable; make it once per network and use it at every step.
 */
public final class GraphPlan {

    private final NetworkGraph graph;
    private final List<GraphTensor> tensors;
    private final int[] operations;
    private final int[][] shapeRows;
    private final MessageLists forward;
    private final MessageLists backward;

    /**
     * Plans a graph.
     *
     * @throws IllegalArgumentException if the hypernetwork cannot predict the network; the message names the layer
     */
    public GraphPlan(NetworkGraph graph, GhnConfiguration configuration) {
        this.graph = graph;
        this.tensors = graph.tensors();
        check(configuration);
        ShapeVocabulary vocabulary = new ShapeVocabulary(configuration.classes());
        operations = graph.nodes().stream()
                .mapToInt(node -> node.operation().ordinal())
                .toArray();
        shapeRows = graph.nodes().stream()
                .map(node -> vocabulary.rows(node.shape()))
                .toArray(int[][]::new);
        ShortestPaths paths = graph.shortestPaths(configuration.maxDistance());
        forward = MessageLists.forward(graph, paths, configuration.realEdgesInVirtualSum());
        backward = MessageLists.backward(graph, paths, configuration.realEdgesInVirtualSum());
    }

    private void check(GhnConfiguration configuration) {
        if (graph.classes() != configuration.classes()) {
            throw new IllegalArgumentException("This graph hypernetwork predicts classifiers of "
                    + configuration.classes() + " classes; the network has " + graph.classes()
                    + ". Use weights trained for that number.");
        }
        for (GraphTensor tensor : tensors) {
            if (Math.max(tensor.shape().extent(2), tensor.shape().extent(3)) > GhnConfiguration.DECODED_KERNEL) {
                throw new IllegalArgumentException("Layer \"" + tensor.layer() + "\" has a kernel of shape "
                        + tensor.shape() + "; a graph hypernetwork predicts kernels up to "
                        + GhnConfiguration.DECODED_KERNEL + " x " + GhnConfiguration.DECODED_KERNEL + ".");
            }
        }
    }

    /** The planned graph. */
    public NetworkGraph graph() {
        return graph;
    }

    /** The tensors to predict, in node order. */
    public List<GraphTensor> tensors() {
        return tensors;
    }

    int size() {
        return operations.length;
    }

    int operation(int node) {
        return operations[node];
    }

    int[] shapeRows(int node) {
        return shapeRows[node];
    }

    MessageLists forward() {
        return forward;
    }

    MessageLists backward() {
        return backward;
    }

    /** Whether a node is the weight or the bias of the classifier. */
    boolean isClassifier(int node) {
        return node >= size() - 2;
    }
}
