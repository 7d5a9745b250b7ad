package org.quantzoo.zoo.ghn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.params.BatchNormalizationParamInitializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.CellNetwork;
import org.quantzoo.datasets.architectures.GraphTensor;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.zoo.layers.BatchNorm;

/**
 * A DL4J network whose parameters a hypernetwork predicts: the network, its graph, and the place of every tensor of the graph.
 *
 * <p>Not thread-safe, as DL4J networks are not.
 */
public final class TargetNetwork {

    private final ComputationGraph network;
    private final NetworkGraph graph;
    private final List<ParameterSlot> slots;

    /**
     * A network with a known graph.
     *
     * @param slots at least one for each of the graph's tensors; a tensor may be spread over several, which are then added up when
     *     it is read
     */
    public TargetNetwork(ComputationGraph network, NetworkGraph graph, List<ParameterSlot> slots) {
        this.network = Objects.requireNonNull(network, "network");
        this.graph = Objects.requireNonNull(graph, "graph");
        this.slots = List.copyOf(slots);
        Set<GraphTensor> placed = slots.stream().map(ParameterSlot::tensor).collect(Collectors.toSet());
        if (!placed.equals(Set.copyOf(graph.tensors()))) {
            throw new IllegalArgumentException("A target network needs slots for its graph's "
                    + graph.tensors().size() + " tensors and no others; found slots for " + placed.size() + ".");
        }
    }

    /**
     * Builds the network of an architecture.
     *
     * @throws IllegalArgumentException if {@code none} operations cut the classifier off from the input
     */
    public static TargetNetwork of(Architecture architecture, TargetConfiguration configuration) {
        TargetAssembler assembler = new TargetAssembler(configuration);
        return CellNetwork.assemble(architecture, configuration.classes(), assembler)
                .map(classifier -> of(assembler.build(classifier)))
                .orElseThrow(
                        () -> new IllegalArgumentException("The architecture's \"none\" operations cut its classifier"
                                + " off from its input; replace one on the path from a cell's inputs to its output."));
    }

    /**
     * Reads an existing network.
     *
     * @param network initialised; layers and vertices of this library or DL4J's own plain ones
     * @throws IllegalArgumentException if it has a layer of another kind; the message names it and lists what is supported
     */
    public static TargetNetwork of(ComputationGraph network) {
        return NetworkGraphConverter.convert(network);
    }

    /** The network; not a copy. */
    public ComputationGraph network() {
        return network;
    }

    /** What a hypernetwork sees of it. */
    public NetworkGraph graph() {
        return graph;
    }

    /** Where the graph's tensors live; those of {@link #of} are in the order of {@link NetworkGraph#tensors()}. */
    public List<ParameterSlot> slots() {
        return slots;
    }

    /**
     * Copies predicted parameters into the network.
     *
     * @param parameters by name, as in {@link Prediction#parameters}
     * @throws IllegalArgumentException if one is missing
     */
    public void assign(Map<String, INDArray> parameters) {
        for (ParameterSlot slot : slots) {
            INDArray predicted = parameters.get(slot.tensor().name());
            if (predicted == null) {
                throw new IllegalArgumentException("The network needs a tensor \""
                        + slot.tensor().name() + "\" of shape " + slot.tensor().shape() + "; none was predicted.");
            }
            slot.write(network, predicted);
        }
    }

    /** Sets the running statistics of batch normalisation to mean 0 and variance 1, where they start. */
    void resetStatistics() {
        for (org.deeplearning4j.nn.api.Layer layer : network.getLayers()) {
            Map<String, INDArray> table = layer.paramTable();
            reset(table, BatchNorm.MEAN, 0);
            reset(table, BatchNorm.VARIANCE, 1);
            // DL4J may store the logarithm of the deviation in the variance's place.
            reset(table, BatchNormalizationParamInitializer.GLOBAL_LOG_STD, 0);
        }
    }

    private static void reset(Map<String, INDArray> table, String key, double value) {
        if (table != null && table.containsKey(key)) {
            table.get(key).assign(value);
        }
    }

    /** The network's present parameters in the graph's names and shapes: copies. */
    public Map<String, INDArray> parameters() {
        Map<String, INDArray> parameters = new LinkedHashMap<>();
        // Slots that hold a part of a tensor each read the rest as zero.
        slots.forEach(slot ->
                parameters.merge(slot.tensor().name(), slot.read(network).dup('c'), INDArray::add));
        return parameters;
    }

    /**
     * What one pass computed.
     *
     * @param loss mean over the batch
     * @param gradients of that mean at the graph's tensors, by name
     */
    public record Pass(double loss, Map<String, INDArray> gradients) {}

    /**
     * Runs forward and backward in training mode and changes no parameter.
     *
     * @param images NHWC, of the network's type
     * @param labels one-hot rows, of the network's type
     */
    public Pass pass(INDArray images, INDArray labels) {
        network.setInput(0, images);
        network.setLabel(0, labels);
        network.computeGradientAndScore();
        Map<String, INDArray> gradients = new LinkedHashMap<>();
        // DL4J sums gradients over the batch and divides in its updater, which is not asked here.
        slots.forEach(slot ->
                gradients.merge(slot.tensor().name(), slot.readGradient(network).div(images.size(0)), INDArray::add));
        return new Pass(network.score(), gradients);
    }
}
