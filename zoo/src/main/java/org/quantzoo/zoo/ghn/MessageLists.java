package org.quantzoo.zoo.ghn;

import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.datasets.architectures.ShortestPaths;

/**
 * Who sends messages to whom in one sweep over a graph.
 *
 * @param order nodes in the order in which they are updated
 * @param senders per node, the nodes at the other end of its real edges
 * @param virtualSenders per node, the nodes at the other end of its virtual edges
 * @param virtualWeights per node, 1/s for each virtual edge of distance s
 */
record MessageLists(int[] order, int[][] senders, int[][] virtualSenders, double[][] virtualWeights) {

    /** Messages along the computation: from the input to the classifier. */
    static MessageLists forward(NetworkGraph graph, ShortestPaths paths, boolean realEdgesInVirtualSum) {
        int size = graph.size();
        int[] order = new int[size];
        int[][] senders = new int[size][];
        int[][] virtualSenders = new int[size][];
        double[][] virtualWeights = new double[size][];
        for (int node = 0; node < size; node++) {
            order[node] = node;
            senders[node] = graph.predecessors(node);
            int[] ancestors = paths.ancestors(node);
            int[] distances = paths.distances(node);
            virtualSenders[node] = new int[ancestors.length];
            virtualWeights[node] = new double[ancestors.length];
            for (int i = 0; i < ancestors.length; i++) {
                virtualSenders[node][i] = ancestors[i];
                virtualWeights[node][i] = weight(distances[i], realEdgesInVirtualSum);
            }
        }
        return new MessageLists(order, senders, virtualSenders, virtualWeights);
    }

    /** Messages against the computation, over the same edges and distances. */
    static MessageLists backward(NetworkGraph graph, ShortestPaths paths, boolean realEdgesInVirtualSum) {
        int size = graph.size();
        int[] order = new int[size];
        int[][] senders = new int[size][];
        int[] counts = new int[size];
        for (int node = 0; node < size; node++) {
            order[node] = size - 1 - node;
            senders[node] = graph.successors(node);
            for (int ancestor : paths.ancestors(node)) {
                counts[ancestor]++;
            }
        }
        int[][] virtualSenders = new int[size][];
        double[][] virtualWeights = new double[size][];
        for (int node = 0; node < size; node++) {
            virtualSenders[node] = new int[counts[node]];
            virtualWeights[node] = new double[counts[node]];
        }
        int[] filled = new int[size];
        for (int node = 0; node < size; node++) {
            int[] ancestors = paths.ancestors(node);
            int[] distances = paths.distances(node);
            for (int i = 0; i < ancestors.length; i++) {
                int receiver = ancestors[i];
                int slot = filled[receiver]++;
                virtualSenders[receiver][slot] = node;
                virtualWeights[receiver][slot] = weight(distances[i], realEdgesInVirtualSum);
            }
        }
        return new MessageLists(order, senders, virtualSenders, virtualWeights);
    }

    private static double weight(int distance, boolean realEdgesInVirtualSum) {
        return distance == 1 && !realEdgesInVirtualSum ? 0 : 1.0 / distance;
    }
}
