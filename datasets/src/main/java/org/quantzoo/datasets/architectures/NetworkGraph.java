package org.quantzoo.datasets.architectures;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * A network as a graph hypernetwork sees it: a directed acyclic graph of operations with the shapes of their parameters.
 *
 * <p>Nodes are in topological order. Node 0 is the input and the only root; the last two nodes are the weight and the bias of
 * the classifier, by which it is recognised. An edge means that a node consumes the output of another; edges are not weighted
 * and appear once. Every node lies on a path from the input to the classifier.
 */
public final class NetworkGraph {

    /**
     * A node.
     *
     * @param layer name of the layer it belongs to
     * @param operation what it stands for
     * @param shape shape of its parameter, (1,1,k,k) for a k x k pooling, {@link TensorShape#NONE} for the rest
     */
    public record Node(String layer, NodeOperation operation, TensorShape shape) {}

    private final List<Node> nodes;
    private final int[][] predecessors;
    private final int[][] successors;
    private final int edgeCount;
    private final int constructedTensors;
    private final long constructedParameters;

    private NetworkGraph(List<Node> nodes, int[][] predecessors, int constructedTensors, long constructedParameters) {
        this.nodes = List.copyOf(nodes);
        this.predecessors = predecessors;
        this.successors = invert(predecessors);
        this.edgeCount = Arrays.stream(predecessors).mapToInt(row -> row.length).sum();
        this.constructedTensors = constructedTensors;
        this.constructedParameters = constructedParameters;
    }

    private static int[][] invert(int[][] predecessors) {
        int[] counts = new int[predecessors.length];
        for (int[] row : predecessors) {
            for (int node : row) {
                counts[node]++;
            }
        }
        int[][] successors = new int[predecessors.length][];
        for (int node = 0; node < counts.length; node++) {
            successors[node] = new int[counts[node]];
        }
        Arrays.fill(counts, 0);
        for (int node = 0; node < predecessors.length; node++) {
            for (int source : predecessors[node]) {
                successors[source][counts[source]++] = node;
            }
        }
        return successors;
    }

    /** The nodes in topological order. */
    public List<Node> nodes() {
        return nodes;
    }

    /** The number of nodes. */
    public int size() {
        return nodes.size();
    }

    /** The number of edges. */
    public int edgeCount() {
        return edgeCount;
    }

    /** The nodes that {@code node} reads, ascending; the caller does not change the array. */
    int[] predecessorArray(int node) {
        return predecessors[node];
    }

    /** The nodes that {@code node} reads, ascending. */
    public int[] predecessors(int node) {
        return predecessors[node].clone();
    }

    /** The nodes that read {@code node}, ascending. */
    public int[] successors(int node) {
        return successors[node].clone();
    }

    /** The number of edges on the longest path. */
    public int longestPath() {
        int[] depth = new int[size()];
        int longest = 0;
        for (int node = 0; node < depth.length; node++) {
            for (int source : predecessors[node]) {
                depth[node] = Math.max(depth[node], depth[source] + 1);
            }
            longest = Math.max(longest, depth[node]);
        }
        return longest;
    }

    /**
     * The directed shortest paths between all pairs of nodes.
     *
     * @param maxDistance pairs further apart are left out, at least 1
     */
    public ShortestPaths shortestPaths(int maxDistance) {
        return ShortestPaths.of(this, successors, maxDistance);
    }

    /** The number of nodes of each kind; kinds without nodes are absent. */
    public Map<NodeOperation, Integer> operationCounts() {
        Map<NodeOperation, Integer> counts = new EnumMap<>(NodeOperation.class);
        for (Node node : nodes) {
            counts.merge(node.operation(), 1, Integer::sum);
        }
        return counts;
    }

    /** The trainable tensors in node order; the scale of a normalisation comes before its shift. */
    public List<GraphTensor> tensors() {
        List<GraphTensor> tensors = new ArrayList<>();
        for (int index = 0; index < size(); index++) {
            Node node = nodes.get(index);
            if (node.operation().hasWeight()) {
                tensors.add(new GraphTensor(node.layer(), GraphTensor.Role.WEIGHT, index, node.shape()));
            } else if (node.operation() == NodeOperation.BIAS) {
                tensors.add(new GraphTensor(node.layer(), GraphTensor.Role.BIAS, index, node.shape()));
            } else if (node.operation().isNormalization()) {
                tensors.add(new GraphTensor(node.layer(), GraphTensor.Role.GAMMA, index, node.shape()));
                tensors.add(new GraphTensor(node.layer(), GraphTensor.Role.BETA, index, node.shape()));
            }
        }
        return tensors;
    }

    /** The number of trainable parameters of the nodes. */
    public long parameterCount() {
        return tensors().stream().mapToLong(tensor -> tensor.shape().elements()).sum();
    }

    /** The number of trainable tensors of the network, those of dead branches included. */
    public int constructedTensors() {
        return constructedTensors;
    }

    /** The number of trainable parameters of the network, those of dead branches included. */
    public long constructedParameters() {
        return constructedParameters;
    }

    /** The number of classes: the extent of the classifier's bias. */
    public int classes() {
        return nodes.get(size() - 1).shape().extent(0);
    }

    /**
     * The graph of a cell-based architecture.
     *
     * @param classes outputs of the classifier
     * @throws IllegalArgumentException if {@code none} operations cut the classifier off from the input
     */
    public static NetworkGraph of(Architecture architecture, int classes) {
        GraphAssembler assembler = new GraphAssembler();
        return CellNetwork.assemble(architecture, classes, assembler)
                .map(output -> assembler.build())
                .orElseThrow(
                        () -> new IllegalArgumentException("The architecture's \"none\" operations cut its classifier"
                                + " off from its input; replace one on the path from a cell's inputs to its output."));
    }

    /** Adds nodes one by one, each after those it reads. */
    public static final class Builder {
        private final List<Node> nodes = new ArrayList<>();
        private final List<int[]> predecessors = new ArrayList<>();
        private int tensors;
        private long parameters;

        /**
         * Adds a node.
         *
         * @param layer name of the layer; unique, except that a layer's weight and bias share it
         * @param sources indices of the nodes it reads, as returned by earlier calls; repetitions collapse
         * @return the index of the new node
         */
        public int add(String layer, NodeOperation operation, TensorShape shape, int... sources) {
            int index = nodes.size();
            if ((operation == NodeOperation.INPUT) != (index == 0)) {
                throw new IllegalArgumentException("A network graph has one input node and it comes first; found "
                        + operation + " at position " + index + ".");
            }
            if (index > 0 && sources.length == 0) {
                throw new IllegalArgumentException("Layer \"" + layer + "\" reads no other layer; only the input may.");
            }
            int[] distinct = Arrays.stream(sources).sorted().distinct().toArray();
            if (index > 0 && (distinct[0] < 0 || distinct[distinct.length - 1] >= index)) {
                throw new IllegalArgumentException("Layer \"" + layer + "\" may read nodes 0 to " + (index - 1)
                        + "; found " + Arrays.toString(distinct) + ".");
            }
            nodes.add(new Node(layer, operation, shape));
            predecessors.add(distinct);
            int copies = operation.isNormalization() ? 2 : 1;
            if (operation.hasWeight() || operation.isNormalization() || operation == NodeOperation.BIAS) {
                tensors += copies;
                parameters += copies * shape.elements();
            }
            return index;
        }

        /**
         * Makes the graph; the last two nodes added are the classifier's weight and bias.
         *
         * <p>Nodes that do not lead to the classifier are left out.
         *
         * @throws IllegalStateException if the last two nodes are not a weight and its bias
         */
        public NetworkGraph build() {
            int count = nodes.size();
            if (count < 3
                    || nodes.get(count - 1).operation() != NodeOperation.BIAS
                    || nodes.get(count - 2).operation() != NodeOperation.CONVOLUTION
                    || !Arrays.equals(predecessors.get(count - 1), new int[] {count - 2})) {
                throw new IllegalStateException(
                        "A network graph ends with the weight and the bias of its classifier, the bias reading the weight;"
                                + " add them last.");
            }
            boolean[] alive = new boolean[count];
            alive[count - 1] = true;
            for (int node = count - 1; node >= 0; node--) {
                if (alive[node]) {
                    for (int source : predecessors.get(node)) {
                        alive[source] = true;
                    }
                }
            }
            int[] renumbered = new int[count];
            List<Node> kept = new ArrayList<>();
            List<int[]> edges = new ArrayList<>();
            for (int node = 0; node < count; node++) {
                if (alive[node]) {
                    renumbered[node] = kept.size();
                    kept.add(nodes.get(node));
                    edges.add(Arrays.stream(predecessors.get(node))
                            .map(source -> renumbered[source])
                            .toArray());
                }
            }
            return new NetworkGraph(kept, edges.toArray(new int[0][]), tensors, parameters);
        }
    }
}
