package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.graph.ElementWiseVertex;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.conf.graph.PreprocessorVertex;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.preprocessor.CnnToFeedForwardPreProcessor;
import org.deeplearning4j.nn.conf.preprocessor.FeedForwardToCnnPreProcessor;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.datasets.architectures.GraphTensor;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.datasets.architectures.NodeOperation;
import org.quantzoo.datasets.architectures.TensorShape;
import org.quantzoo.zoo.layers.ChannelConcat;
import org.quantzoo.zoo.layers.ResidualSum;

/**
 * Reads a DL4J network as a hypernetwork sees it.
 *
 * <p>Vertices are visited in the order of the configuration, each after those it reads. Rectifiers, dropout, reshapes, crops,
 * quantizers, losses and constant factors are no nodes; a factor of zero makes an absent value.
 */
final class NetworkGraphConverter {

    private static final int ABSENT = -1;

    private final ComputationGraphConfiguration configuration;
    private final NetworkGraph.Builder graph = new NetworkGraph.Builder();
    private final Map<String, Value> values = new HashMap<>();
    private final Map<String, LayerReading> readings = new HashMap<>();

    private NetworkGraphConverter(ComputationGraphConfiguration configuration) {
        this.configuration = configuration;
    }

    /**
     * What a vertex puts out.
     *
     * @param node the graph's node that produced it, or {@link #ABSENT}
     * @param lastChannels how many neighbouring features are the channels of one pixel once the value is flattened; 0 where
     *     unknown, which only the network's input is
     * @param flattened whether it is a vector made of an image of several pixels
     */
    private record Value(int node, long lastChannels, boolean flattened) {}

    /**
     * Reads a network.
     *
     * @throws IllegalArgumentException if it has a layer that has no meaning in a network graph; the message names it and lists
     *     what is supported
     */
    static TargetNetwork convert(ComputationGraph network) {
        return new NetworkGraphConverter(network.getConfiguration()).target(network);
    }

    private TargetNetwork target(ComputationGraph network) {
        List<String> inputs = configuration.getNetworkInputs();
        List<String> outputs = configuration.getNetworkOutputs();
        if (inputs.size() != 1 || outputs.size() != 1) {
            throw new IllegalArgumentException(
                    "Parameters are predicted for networks with one input and one output; found inputs " + inputs
                            + " and outputs " + outputs + ".");
        }
        int node = graph.add(inputs.get(0), NodeOperation.INPUT, TensorShape.NONE);
        values.put(inputs.get(0), new Value(node, 0, false));
        Set<String> alive = new HashSet<>();
        collect(outputs.get(0), alive);
        for (String name : configuration.getVertices().keySet()) {
            if (alive.contains(name)) {
                visit(name);
            }
        }
        NetworkGraph built = build();
        List<ParameterSlot> slots = new ArrayList<>();
        for (GraphTensor tensor : built.tensors()) {
            LayerReading.Place place = readings.get(tensor.layer()).places().get(tensor.role());
            slots.add(new ParameterSlot(tensor, tensor.layer(), place.key(), place.layout()));
        }
        return new TargetNetwork(network, built, slots);
    }

    private NetworkGraph build() {
        try {
            return graph.build();
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(
                    "The last layer with parameters before the output must be a dense layer with a bias, the"
                            + " classifier; put one there.",
                    e);
        }
    }

    private void collect(String name, Set<String> alive) {
        if (configuration.getVertices().containsKey(name) && alive.add(name)) {
            configuration.getVertexInputs().get(name).forEach(input -> collect(input, alive));
        }
    }

    private Value visit(String name) {
        Value known = values.get(name);
        if (known != null) {
            return known;
        }
        List<Value> inputs = new ArrayList<>();
        for (String input : configuration.getVertexInputs().get(name)) {
            inputs.add(visit(input));
        }
        GraphVertex vertex = configuration.getVertices().get(name);
        Value value =
                vertex instanceof LayerVertex layer ? layer(name, layer, inputs.get(0)) : join(name, vertex, inputs);
        values.put(name, value);
        return value;
    }

    private Value layer(String name, LayerVertex vertex, Value source) {
        Value x = preprocess(name, vertex.getPreProcessor(), source);
        LayerReading reading = LayerReader.read(name, vertex.getLayerConf().getLayer(), x.lastChannels());
        if (reading.operation() == null) {
            return x;
        }
        if (x.node() == ABSENT) {
            throw new IllegalArgumentException("Layer \"" + name
                    + "\" reads nothing but values times zero, so it has no place in a network graph; remove it.");
        }
        int node = graph.add(name, reading.operation(), reading.shape(), x.node());
        if (reading.places().containsKey(GraphTensor.Role.BIAS)) {
            node = graph.add(
                    name, NodeOperation.BIAS, TensorShape.of(reading.shape().extent(0)), node);
        }
        readings.put(name, reading);
        return reading.channels() > 0
                ? new Value(node, reading.channels(), false)
                : new Value(node, x.lastChannels(), x.flattened());
    }

    private Value preprocess(String name, InputPreProcessor preprocessor, Value x) {
        if (preprocessor == null || preprocessor instanceof FeedForwardToCnnPreProcessor) {
            return x;
        }
        if (preprocessor instanceof CnnToFeedForwardPreProcessor flatten) {
            long pixels = flatten.getInputHeight() * flatten.getInputWidth();
            long channels = flatten.getNumChannels();
            boolean channelsLast = flatten.getFormat() == CNN2DFormat.NHWC;
            return new Value(x.node(), channelsLast ? channels : channels * pixels, pixels > 1);
        }
        throw LayerReader.unsupported(
                "Layer", name, "behind a " + preprocessor.getClass().getSimpleName());
    }

    private Value join(String name, GraphVertex vertex, List<Value> inputs) {
        Value first = inputs.get(0);
        if (vertex instanceof ScaleVertex scale) {
            return scale.getScaleFactor() == 0 ? new Value(ABSENT, first.lastChannels(), first.flattened()) : first;
        }
        if (vertex instanceof PreprocessorVertex preprocessor) {
            return preprocess(name, preprocessor.getPreProcessor(), first);
        }
        if (vertex instanceof ResidualSum
                || vertex instanceof ElementWiseVertex elementWise && elementWise.getOp() == ElementWiseVertex.Op.Add) {
            return merge(name, NodeOperation.SUM, inputs, first.lastChannels());
        }
        if (vertex instanceof ChannelConcat || vertex instanceof MergeVertex) {
            if (inputs.stream().anyMatch(Value::flattened)) {
                throw new IllegalArgumentException("Vertex \"" + name
                        + "\" joins flattened images, whose channels then no longer follow one another; join the"
                        + " images before they are flattened.");
            }
            return merge(
                    name,
                    NodeOperation.CONCAT,
                    inputs,
                    inputs.stream().mapToLong(Value::lastChannels).sum());
        }
        throw LayerReader.unsupported(
                "Vertex", name, "of type " + vertex.getClass().getSimpleName());
    }

    /** A node only where values of different nodes meet. */
    private Value merge(String name, NodeOperation operation, List<Value> inputs, long lastChannels) {
        int[] sources = inputs.stream()
                .mapToInt(Value::node)
                .filter(node -> node != ABSENT)
                .distinct()
                .toArray();
        boolean flattened = inputs.get(0).flattened();
        if (sources.length == 0) {
            return new Value(ABSENT, lastChannels, flattened);
        }
        int node = sources.length == 1 ? sources[0] : graph.add(name, operation, TensorShape.NONE, sources);
        return new Value(node, lastChannels, flattened);
    }
}
