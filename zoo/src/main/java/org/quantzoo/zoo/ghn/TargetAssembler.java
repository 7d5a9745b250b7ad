package org.quantzoo.zoo.ghn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.graph.ScaleVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.DropoutLayer;
import org.deeplearning4j.nn.conf.layers.LossLayer;
import org.deeplearning4j.nn.conf.layers.convolutional.Cropping2D;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;
import org.quantzoo.datasets.architectures.ConvolutionSpec;
import org.quantzoo.datasets.architectures.NetworkAssembler;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.ChannelConcat;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.Dense;
import org.quantzoo.zoo.layers.GlobalPooling;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.Pooling;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectification;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.layers.ResidualSum;

/**
 * Makes a DL4J network of a described one: NHWC images in, softmax probabilities out, cross-entropy loss.
 *
 * <p>Layers have the names of the description, so that its {@link org.quantzoo.datasets.architectures.NetworkGraph} has the same.
 * What does not lead to the classifier is left out. Windows are padded by {@link Padding#SYMMETRIC}. Subclasses may put other
 * layers in the place of some.
 */
public class TargetAssembler implements NetworkAssembler<String> {

    /** Name of the network's input. */
    static final String INPUT = "input";

    private static final String OUTPUT = "output";

    /** Epsilon of batch normalisation in GHN-2. */
    static final double EPSILON = 1e-5;

    private final TargetConfiguration configuration;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, String> rectified = new HashMap<>();
    private InputType inputType;

    /** An assembler for one network. */
    public TargetAssembler(TargetConfiguration configuration) {
        this.configuration = Objects.requireNonNull(configuration, "configuration");
    }

    /** Adds a layer or vertex to a DL4J configuration. */
    @FunctionalInterface
    protected interface Operation {

        /**
         * Adds it.
         *
         * @param rectifier what it applies to its output; {@link Rectifier#NONE} unless it was declared to take one
         */
        void addTo(GraphBuilder graph, String name, Rectifier rectifier, String... inputs);
    }

    private record Entry(boolean takesRectifier, Operation operation, List<String> inputs) {}

    /**
     * Adds a vertex that reads others.
     *
     * @param name unique in the network
     * @param takesRectifier whether the operation can rectify its own output
     * @param inputs names of vertices or the network's input
     * @return the name
     */
    protected final String add(String name, boolean takesRectifier, Operation operation, String... inputs) {
        if (entries.put(name, new Entry(takesRectifier, operation, List.of(inputs))) != null) {
            throw new IllegalArgumentException("Two layers of the described network are called \"" + name + "\".");
        }
        return name;
    }

    @Override
    public String input(int channels, int size) {
        inputType = InputType.convolutional(size, size, channels, CNN2DFormat.NHWC);
        return INPUT;
    }

    @Override
    public String rectify(String x) {
        return rectified.computeIfAbsent(
                x,
                source -> add(
                        source + ".relu",
                        false,
                        (graph, name, none, inputs) ->
                                graph.addLayer(name, new Rectification.Builder(Rectifier.RELU).build(), inputs),
                        source));
    }

    @Override
    public String convolution(String name, String x, ConvolutionSpec spec) {
        requireSymmetric(name, spec.padHeight(), spec.kernelHeight(), spec.dilation());
        requireSymmetric(name, spec.padWidth(), spec.kernelWidth(), spec.dilation());
        String source = cropped(name + ".crop", x, spec.crop());
        return add(
                name,
                true,
                (graph, vertex, rectifier, inputs) -> graph.addLayer(
                        vertex,
                        new Convolution.Builder(spec.kernelHeight(), spec.kernelWidth())
                                .nIn(spec.inChannels())
                                .nOut(spec.outChannels())
                                .stride(spec.strideHeight(), spec.strideWidth())
                                .dilation(spec.dilation(), spec.dilation())
                                .groups(spec.groups())
                                .padding(Padding.SYMMETRIC)
                                .hasBias(false)
                                .inputGradient(!inputs[0].equals(INPUT))
                                .rectifier(rectifier)
                                .build(),
                        inputs),
                source);
    }

    private static void requireSymmetric(String name, int pad, int kernel, int dilation) {
        int expected = Padding.SYMMETRIC.everySide(kernel, dilation);
        if (pad != expected) {
            throw new IllegalArgumentException("Convolution \"" + name + "\" pads by " + pad + " for a kernel of "
                    + kernel + " and dilation " + dilation + "; a target network pads by " + expected + ".");
        }
    }

    /**
     * The image without its first rows and columns.
     *
     * @param rows how many of each; 0 returns the image itself
     */
    protected final String cropped(String name, String x, int rows) {
        return rows == 0
                ? x
                : add(
                        name,
                        false,
                        (graph, vertex, none, inputs) ->
                                graph.addLayer(vertex, new Cropping2D(CNN2DFormat.NHWC, rows, 0, rows, 0), inputs),
                        x);
    }

    @Override
    public String batchNorm(String name, String x, int channels) {
        return add(
                name,
                true,
                (graph, vertex, rectifier, inputs) -> graph.addLayer(
                        vertex,
                        new BatchNorm.Builder()
                                .epsilon(EPSILON)
                                .rectifier(rectifier)
                                .build(),
                        inputs),
                x);
    }

    @Override
    public String pool(String name, String x, boolean average, int kernel, int stride) {
        return add(
                name,
                false,
                (graph, vertex, none, inputs) -> graph.addLayer(
                        vertex,
                        new Pooling.Builder(average ? PoolingGeometry.Mode.AVERAGE : PoolingGeometry.Mode.MAX)
                                .kernel(kernel, kernel)
                                .stride(stride, stride)
                                .padding(Padding.SYMMETRIC)
                                .build(),
                        inputs),
                x);
    }

    @Override
    public String sum(String name, String a, String b) {
        return add(
                name,
                true,
                (graph, vertex, rectifier, inputs) -> graph.addVertex(vertex, new ResidualSum(rectifier), inputs),
                a,
                b);
    }

    @Override
    public String concat(String name, List<String> parts, int channelsEach) {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        String present = parts.stream().filter(Objects::nonNull).findFirst().orElseThrow();
        List<String> inputs = new ArrayList<>(parts);
        if (inputs.contains(null)) {
            // All parts have one shape, so nothing times any of them is the block of zeros.
            String zeros = add(
                    name + ".zeros",
                    false,
                    (graph, vertex, none, source) -> graph.addVertex(vertex, new ScaleVertex(0), source),
                    present);
            Collections.replaceAll(inputs, null, zeros);
        }
        return add(
                name,
                false,
                (graph, vertex, none, sources) -> graph.addVertex(vertex, new ChannelConcat(), sources),
                inputs.toArray(String[]::new));
    }

    @Override
    public String globalAverage(String name, String x) {
        return add(
                name,
                false,
                (graph, vertex, none, inputs) ->
                        graph.addLayer(vertex, new GlobalPooling.Builder(PoolingGeometry.Mode.AVERAGE).build(), inputs),
                x);
    }

    @Override
    public String dense(String name, String x, int inFeatures, int outFeatures) {
        return add(
                name,
                true,
                (graph, vertex, rectifier, inputs) -> graph.addLayer(
                        vertex,
                        new Dense.Builder()
                                .nIn(inFeatures)
                                .nOut(outFeatures)
                                .rectifier(rectifier)
                                .build(),
                        inputs),
                x);
    }

    @Override
    public String dropout(String name, String x, double probability) {
        return configuration.dropout()
                ? add(
                        name,
                        false,
                        // DL4J's argument is the probability of keeping a value.
                        (graph, vertex, none, inputs) ->
                                graph.addLayer(vertex, new DropoutLayer(1 - probability), inputs),
                        x)
                : x;
    }

    /**
     * Makes the network of everything that leads to the classifier.
     *
     * @param classifier the vertex that yields the logits
     */
    public final ComputationGraph build(String classifier) {
        if (inputType == null) {
            throw new IllegalStateException("A target network needs an input before it is built.");
        }
        GraphBuilder graph = new NeuralNetConfiguration.Builder()
                .seed(configuration.seed())
                .updater(configuration.updater())
                .dataType(configuration.dataType())
                .graphBuilder()
                .addInputs(INPUT)
                .setInputTypes(inputType);
        Set<String> alive = ancestors(classifier);
        Map<String, String> fused = fusedRectifiers(alive);
        Set<String> rectifying = Set.copyOf(fused.values());
        for (Map.Entry<String, Entry> vertex : entries.entrySet()) {
            String name = vertex.getKey();
            if (alive.contains(name) && !fused.containsKey(name)) {
                String[] inputs = vertex.getValue().inputs().stream()
                        .map(input -> fused.getOrDefault(input, input))
                        .toArray(String[]::new);
                Rectifier rectifier = rectifying.contains(name) ? Rectifier.RELU : Rectifier.NONE;
                vertex.getValue().operation().addTo(graph, name, rectifier, inputs);
            }
        }
        graph.addLayer(
                OUTPUT,
                new LossLayer.Builder(LossFunction.MCXENT)
                        .activation(Activation.SOFTMAX)
                        .build(),
                classifier);
        ComputationGraph network = new ComputationGraph(graph.setOutputs(OUTPUT).build());
        network.init();
        return network;
    }

    private Set<String> ancestors(String classifier) {
        Set<String> alive = new HashSet<>(Set.of(classifier));
        List<String> backwards = new ArrayList<>(entries.keySet());
        Collections.reverse(backwards);
        for (String name : backwards) {
            if (alive.contains(name)) {
                alive.addAll(entries.get(name).inputs());
            }
        }
        return alive;
    }

    /** The rectifiers that become part of the vertex they read, each with that vertex. */
    private Map<String, String> fusedRectifiers(Set<String> alive) {
        Map<String, String> fused = new HashMap<>();
        if (!configuration.fusedRectifiers()) {
            return fused;
        }
        Map<String, Integer> readers = new HashMap<>();
        entries.forEach((name, entry) -> {
            if (alive.contains(name)) {
                entry.inputs().forEach(input -> readers.merge(input, 1, Integer::sum));
            }
        });
        rectified.forEach((source, relu) -> {
            Entry below = entries.get(source);
            if (alive.contains(relu) && below != null && below.takesRectifier() && readers.get(source) == 1) {
                fused.put(relu, source);
            }
        });
        return fused;
    }
}
