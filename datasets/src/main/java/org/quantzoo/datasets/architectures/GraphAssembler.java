package org.quantzoo.datasets.architectures;

import java.util.List;
import java.util.Objects;

/** Makes a {@link NetworkGraph} of a described network; a layer's output is the index of the node that produced it. */
final class GraphAssembler implements NetworkAssembler<Integer> {

    private final NetworkGraph.Builder graph = new NetworkGraph.Builder();

    NetworkGraph build() {
        return graph.build();
    }

    @Override
    public Integer input(int channels, int size) {
        return graph.add("input", NodeOperation.INPUT, TensorShape.NONE);
    }

    @Override
    public Integer rectify(Integer x) {
        return x;
    }

    @Override
    public Integer convolution(String name, Integer x, ConvolutionSpec spec) {
        NodeOperation operation = NodeOperation.CONVOLUTION;
        if (spec.groups() > 1) {
            operation = spec.dilation() > 1 ? NodeOperation.DILATED_CONVOLUTION : NodeOperation.GROUPED_CONVOLUTION;
        }
        TensorShape shape = TensorShape.of(
                spec.outChannels(), spec.inChannels() / spec.groups(), spec.kernelHeight(), spec.kernelWidth());
        return graph.add(name, operation, shape, x);
    }

    @Override
    public Integer batchNorm(String name, Integer x, int channels) {
        return graph.add(name, NodeOperation.BATCH_NORM, TensorShape.of(channels), x);
    }

    @Override
    public Integer pool(String name, Integer x, boolean average, int kernel, int stride) {
        NodeOperation operation = average ? NodeOperation.AVERAGE_POOL : NodeOperation.MAX_POOL;
        return graph.add(name, operation, TensorShape.of(1, 1, kernel, kernel), x);
    }

    @Override
    public Integer sum(String name, Integer a, Integer b) {
        return a.equals(b) ? a : graph.add(name, NodeOperation.SUM, TensorShape.NONE, a, b);
    }

    @Override
    public Integer concat(String name, List<Integer> parts, int channelsEach) {
        int[] present = parts.stream()
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .distinct()
                .toArray();
        return present.length == 1 ? present[0] : graph.add(name, NodeOperation.CONCAT, TensorShape.NONE, present);
    }

    @Override
    public Integer globalAverage(String name, Integer x) {
        return graph.add(name, NodeOperation.GLOBAL_AVERAGE_POOL, TensorShape.NONE, x);
    }

    @Override
    public Integer dense(String name, Integer x, int inFeatures, int outFeatures) {
        int weight = graph.add(name, NodeOperation.CONVOLUTION, TensorShape.of(outFeatures, inFeatures), x);
        return graph.add(name, NodeOperation.BIAS, TensorShape.of(outFeatures), weight);
    }

    @Override
    public Integer dropout(String name, Integer x, double probability) {
        return x;
    }
}
