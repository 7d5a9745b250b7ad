package org.quantzoo.datasets.architectures;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a set of architectures looks like as graphs.
 *
 * @param count number of architectures
 * @param nodes nodes per graph
 * @param edges real edges per graph
 * @param parameters trainable parameters per network, millions, dead branches included
 * @param longestPath edges on the longest path of a graph
 * @param operationShares share of each kind of node among all nodes, 0 to 1; kinds without nodes are absent
 * @param withoutBatchNorm share of networks without batch normalisation
 * @param withGlobalPooling share of networks with global average pooling
 */
public record ArchitectureStatistics(
        int count,
        Histogram nodes,
        Histogram edges,
        Histogram parameters,
        Histogram longestPath,
        Map<NodeOperation, Double> operationShares,
        double withoutBatchNorm,
        double withGlobalPooling) {

    private static final int BINS = 40;
    private static final int CLASSES = 10;

    public ArchitectureStatistics {
        operationShares = Map.copyOf(operationShares);
    }

    private record Summary(
            int nodes,
            int edges,
            double parameters,
            int longestPath,
            Map<NodeOperation, Integer> operations,
            boolean batchNorm,
            boolean globalPooling) {}

    /**
     * Describes architectures as networks with ten classes; graphs are built in parallel on the common pool.
     *
     * @param architectures at least one
     */
    public static ArchitectureStatistics of(List<Architecture> architectures) {
        List<Summary> summaries = architectures.parallelStream()
                .map(ArchitectureStatistics::summarise)
                .toList();
        Map<NodeOperation, Double> shares = new EnumMap<>(NodeOperation.class);
        double total = summaries.stream().mapToInt(Summary::nodes).sum();
        for (Summary summary : summaries) {
            summary.operations.forEach((operation, count) -> shares.merge(operation, count / total, Double::sum));
        }
        double size = summaries.size();
        return new ArchitectureStatistics(
                summaries.size(),
                histogram(summaries, Summary::nodes),
                histogram(summaries, Summary::edges),
                histogram(summaries, Summary::parameters),
                histogram(summaries, Summary::longestPath),
                shares,
                summaries.stream().filter(summary -> !summary.batchNorm).count() / size,
                summaries.stream().filter(Summary::globalPooling).count() / size);
    }

    private static Summary summarise(Architecture architecture) {
        NetworkGraph graph = NetworkGraph.of(architecture, CLASSES);
        return new Summary(
                graph.size(),
                graph.edgeCount(),
                graph.constructedParameters() / 1e6,
                graph.longestPath(),
                graph.operationCounts(),
                architecture.batchNorm(),
                architecture.globalPooling());
    }

    private static Histogram histogram(List<Summary> summaries, ToDoubleFunction<Summary> quantity) {
        return Histogram.of(summaries.stream().mapToDouble(quantity).toArray(), BINS);
    }
}
