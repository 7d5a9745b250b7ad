package org.quantzoo.datasets.architectures;

import java.util.Arrays;

/**
 * The directed shortest-path lengths of a network graph, up to a largest distance.
 *
 * <p>A pair (u, v) with distance s is a virtual edge of weight 1/s (Knyazev et al., 2021, equation 4); s = 1 is a real edge.
 */
public final class ShortestPaths {

    private final int[][] ancestors;
    private final int[][] distances;

    private ShortestPaths(int[][] ancestors, int[][] distances) {
        this.ancestors = ancestors;
        this.distances = distances;
    }

    static ShortestPaths of(NetworkGraph graph, int[][] successors, int maxDistance) {
        if (maxDistance < 1) {
            throw new IllegalArgumentException("The largest distance is at least 1; found " + maxDistance + ".");
        }
        int size = graph.size();
        int[][] fromSource = new int[size][];
        int[] queue = new int[size];
        for (int source = 0; source < size; source++) {
            int[] distance = new int[size];
            int head = 0;
            int tail = 0;
            queue[tail++] = source;
            while (head < tail) {
                int node = queue[head++];
                if (distance[node] == maxDistance) {
                    break;
                }
                for (int next : successors[node]) {
                    if (distance[next] == 0) {
                        distance[next] = distance[node] + 1;
                        queue[tail++] = next;
                    }
                }
            }
            fromSource[source] = distance;
        }
        int[][] ancestors = new int[size][];
        int[][] distances = new int[size][];
        int[] found = new int[size];
        for (int node = 0; node < size; node++) {
            int count = 0;
            for (int source = 0; source < node; source++) {
                if (fromSource[source][node] > 0) {
                    found[count++] = source;
                }
            }
            ancestors[node] = Arrays.copyOf(found, count);
            distances[node] = new int[count];
            for (int i = 0; i < count; i++) {
                distances[node][i] = fromSource[found[i]][node];
            }
        }
        return new ShortestPaths(ancestors, distances);
    }

    /** The number of nodes. */
    public int size() {
        return ancestors.length;
    }

    /** The nodes from which {@code node} can be reached within the largest distance, ascending. */
    public int[] ancestors(int node) {
        return ancestors[node].clone();
    }

    /** The distances from the {@link #ancestors} of {@code node} to it, in the same order. */
    public int[] distances(int node) {
        return distances[node].clone();
    }

    /** The number of pairs. */
    public int pairCount() {
        return Arrays.stream(ancestors).mapToInt(row -> row.length).sum();
    }

    /** The largest distance of any pair. */
    public int longest() {
        return Arrays.stream(distances).flatMapToInt(Arrays::stream).max().orElse(0);
    }

    /** The sum of 1/s over all pairs. */
    public double inverseSum() {
        double sum = 0;
        for (int[] row : distances) {
            for (int distance : row) {
                sum += 1.0 / distance;
            }
        }
        return sum;
    }
}
