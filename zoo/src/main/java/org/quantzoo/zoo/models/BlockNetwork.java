package org.quantzoo.zoo.models;

import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.ModelMetaData;
import org.deeplearning4j.zoo.PretrainedType;
import org.deeplearning4j.zoo.ZooModel;
import org.deeplearning4j.zoo.ZooType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.quantzoo.zoo.initialization.FanConvention;
import org.quantzoo.zoo.initialization.Initializer;
import org.quantzoo.zoo.initialization.InitializerScope;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * A network of the papers' shared macro-architecture; subclasses say what a block is.
 *
 * <p>Input is NHWC float, output is softmax probabilities.
 */
public abstract class BlockNetwork extends ZooModel<ComputationGraph> {
    static final String INPUT = "input";

    private final long seed;
    private final int numClasses;
    private final double width;
    private final int[] blocksPerStage;
    private final boolean batchNorm;
    private final Initializer initializer;
    private final InitializerScope initializerScope;
    private final FanConvention fanConvention;
    private final HeadPooling headPooling;
    private final int hiddenUnits;
    private final double dropout;
    private final IUpdater updater;
    private final double weightDecay;
    private final DataType dataType;
    private int[] inputShape;

    BlockNetwork(Builder<?> builder) {
        this.seed = builder.seed;
        this.inputShape = builder.inputShape.clone();
        this.numClasses = builder.numClasses;
        this.width = builder.width;
        this.blocksPerStage = builder.blocksPerStage.clone();
        this.batchNorm = builder.batchNorm;
        this.initializer = builder.initializer;
        this.initializerScope = builder.initializerScope;
        this.fanConvention = builder.fanConvention;
        this.headPooling = builder.headPooling;
        this.hiddenUnits = builder.hiddenUnits;
        this.dropout = builder.dropout;
        this.updater = builder.updater;
        this.weightDecay = builder.weightDecay;
        this.dataType = builder.dataType;
    }

    /** Appends one block and returns the name of the vertex with its result. */
    abstract String addBlock(GraphWriter graph, MacroArchitecture.Block block, String input);

    /** The DL4J configuration of this network. */
    public ComputationGraphConfiguration conf() {
        NeuralNetConfiguration.Builder defaults =
                new NeuralNetConfiguration.Builder().seed(seed).updater(updater).dataType(dataType);
        if (weightDecay > 0) {
            // DL4J M2.1 gives each layer the decay of these settings twice (UpstreamBugTests).
            defaults.weightDecay(weightDecay / 2);
        }
        GraphBuilder builder = defaults.graphBuilder()
                .addInputs(INPUT)
                .setInputTypes(InputType.convolutional(inputShape[1], inputShape[2], inputShape[0], CNN2DFormat.NHWC));
        GraphWriter graph = new GraphWriter(builder, batchNorm, fanConvention);
        MacroArchitecture plan = MacroArchitecture.of(width, blocksPerStage);
        // The stem always has the default initialiser: "all convolution layers but the first" take the tested one.
        String top = graph.convolution(
                "stem.conv",
                GraphWriter.Conv.spatial(plan.stemChannels(), 1, 1, Initializer.GLOROT_UNI, Rectifier.RELU),
                INPUT);
        for (MacroArchitecture.Block block : plan.blocks()) {
            top = addBlock(graph, block, top);
        }
        if (headPooling != HeadPooling.NONE) {
            top = graph.globalPooling("pooling", headPooling.mode(), top);
        }
        graph.classifier(hiddenUnits, numClasses, dropout, top);
        return builder.build();
    }

    @Override
    @SuppressWarnings("unchecked")
    public ComputationGraph init() {
        ComputationGraph network = new ComputationGraph(conf());
        network.init();
        return network;
    }

    /** The initialiser of convolutions larger than 1x1. */
    Initializer spatialInitializer() {
        return initializer;
    }

    /** The initialiser of 1x1 convolutions. */
    Initializer pointwiseInitializer() {
        return initializerScope == InitializerScope.ALL_CONV ? initializer : Initializer.GLOROT_UNI;
    }

    @Override
    public ModelMetaData metaData() {
        return new ModelMetaData(new int[][] {inputShape}, 1, ZooType.CNN);
    }

    @Override
    public Class<? extends Model> modelType() {
        return ComputationGraph.class;
    }

    /**
     * What decides the function that this network computes, besides its parameters: family, block and sizes, by name.
     *
     * <p>Two networks of equal arguments have the same layers with parameters of the same shapes.
     */
    public SortedMap<String, String> arguments() {
        SortedMap<String, String> arguments = new TreeMap<>();
        arguments.put("family", getClass().getSimpleName());
        arguments.put("inputShape", joined(inputShape));
        arguments.put("classes", Integer.toString(numClasses));
        arguments.put("width", Double.toString(width));
        arguments.put("blocksPerStage", joined(blocksPerStage));
        arguments.put("batchNorm", Boolean.toString(batchNorm));
        arguments.put("hiddenUnits", Integer.toString(hiddenUnits));
        if (headPooling != HeadPooling.NONE) {
            // Named only where it is there: checkpoints from before the switch have none.
            arguments.put("headPooling", headPooling.name());
        }
        addArguments(arguments);
        return Collections.unmodifiableSortedMap(arguments);
    }

    /** Adds what a family has beyond the shared arguments. */
    abstract void addArguments(SortedMap<String, String> arguments);

    private static String joined(int[] numbers) {
        return Arrays.stream(numbers).mapToObj(Integer::toString).collect(Collectors.joining("x"));
    }

    /**
     * This network with trained parameters from a checkpoint on the class path, an artifact {@code org.quantzoo:checkpoint-...};
     * its optimiser, dropout and seed are this description's. Nothing is downloaded.
     *
     * @param pretrainedType {@link PretrainedType#CIFAR10}
     * @throws IOException if the checkpoint is damaged
     * @throws RuntimeException if there is none for a network of these {@link #arguments}; the message lists what exists
     */
    @Override
    @SuppressWarnings("unchecked")
    public <M extends Model> M initPretrained(PretrainedType pretrainedType) throws IOException {
        ComputationGraph trained = weights().load(arguments(), pretrainedType);
        ComputationGraph network = init();
        trained.paramTable().forEach((name, value) -> network.getParam(name).assign(value));
        return (M) network;
    }

    @Override
    public boolean pretrainedAvailable(PretrainedType pretrainedType) {
        return weights().isAvailable(arguments(), pretrainedType);
    }

    private static PretrainedWeights weights() {
        return ServiceLoader.load(PretrainedWeights.class, BlockNetwork.class.getClassLoader())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("The class path lacks the service "
                        + PretrainedWeights.class.getName() + ", which is part of the zoo's jar; keep META-INF/services"
                        + " when you pack jars together."));
    }

    /** Nothing is downloaded: {@link #initPretrained} reads from the class path. */
    @Override
    public String pretrainedUrl(PretrainedType pretrainedType) {
        return null;
    }

    @Override
    public long pretrainedChecksum(PretrainedType pretrainedType) {
        return 0L;
    }

    /**
     * Sets the input size.
     *
     * @param inputShape one shape, {channels, height, width}, as everywhere in DL4J's zoo
     */
    @Override
    public void setInputShape(int[][] inputShape) {
        this.inputShape = checkedShape(inputShape[0]);
    }

    private static int[] checkedShape(int[] shape) {
        if (shape.length != 3 || Arrays.stream(shape).anyMatch(s -> s < 1)) {
            throw new IllegalArgumentException(
                    "An input shape is {channels, height, width}, all positive, found " + Arrays.toString(shape) + ".");
        }
        return shape.clone();
    }

    /** The arguments that all families share. */
    public abstract static class Builder<B extends Builder<B>> {
        private long seed = 1;
        private int[] inputShape = {3, 32, 32};
        private int numClasses = 10;
        private double width = 1;
        private int[] blocksPerStage = {2, 3, 3};
        private boolean batchNorm = true;
        private Initializer initializer = Initializer.GLOROT_UNI;
        private InitializerScope initializerScope = InitializerScope.DEPTHWISE_ONLY;
        private FanConvention fanConvention = FanConvention.KERNEL_SHAPE;
        private HeadPooling headPooling = HeadPooling.NONE;
        private int hiddenUnits = 256;
        private double dropout = 0.5;
        private IUpdater updater = new Nesterovs(0.01, 0.9);
        private double weightDecay;
        private DataType dataType = DataType.FLOAT;

        Builder() {}

        abstract B self();

        /** Seed of the initial weights. */
        public B seed(long seed) {
            this.seed = seed;
            return self();
        }

        /** Input {channels, height, width}; default 3x32x32. */
        public B inputShape(int channels, int height, int width) {
            this.inputShape = checkedShape(new int[] {channels, height, width});
            return self();
        }

        /** Number of classes; default 10. */
        public B numClasses(int numClasses) {
            this.numClasses = numClasses;
            return self();
        }

        /** Multiplier of every convolution's channel count; default 1. The dense head keeps its width. */
        public B width(double width) {
            this.width = width;
            return self();
        }

        /** Blocks in the stages of 64, 128 and 256 channels; default 2, 3, 3. */
        public B blocksPerStage(int... blocksPerStage) {
            this.blocksPerStage = blocksPerStage.clone();
            return self();
        }

        /** Whether batch normalisation follows every convolution (and convolutions have no bias); default true. */
        public B batchNorm(boolean batchNorm) {
            this.batchNorm = batchNorm;
            return self();
        }

        /** Initialiser of the blocks' convolutions; default Glorot Uniform. */
        public B initializer(Initializer initializer) {
            this.initializer = initializer;
            return self();
        }

        /** Which convolutions take {@link #initializer}; default {@link InitializerScope#DEPTHWISE_ONLY}. */
        public B initializerScope(InitializerScope initializerScope) {
            this.initializerScope = initializerScope;
            return self();
        }

        /** How fans of depthwise and grouped kernels are counted; default as TensorFlow does. */
        public B fanConvention(FanConvention fanConvention) {
            this.fanConvention = fanConvention;
            return self();
        }

        /** What the first dense layer reads; default {@link HeadPooling#NONE}, the whole map. */
        public B headPooling(HeadPooling headPooling) {
            this.headPooling = Objects.requireNonNull(headPooling, "headPooling");
            return self();
        }

        /** Units of each of the two hidden dense layers; default 256. */
        public B hiddenUnits(int hiddenUnits) {
            this.hiddenUnits = hiddenUnits;
            return self();
        }

        /** Probability of dropping a hidden dense unit during training; default 0.5, 0 for none. */
        public B dropout(double dropout) {
            if (!(dropout >= 0 && dropout < 1)) {
                throw new IllegalArgumentException("A dropout probability lies in [0, 1), found " + dropout + ".");
            }
            this.dropout = dropout;
            return self();
        }

        /** Optimiser; default SGD with Nesterov momentum 0.9, learning rate 0.01. */
        public B updater(IUpdater updater) {
            this.updater = updater;
            return self();
        }

        /**
         * Share of each weight that a training step subtracts, times the learning rate and past the optimiser; biases and batch
         * normalisation are spared. Default 0.
         */
        public B weightDecay(double weightDecay) {
            if (!(weightDecay >= 0) || Double.isInfinite(weightDecay)) {
                throw new IllegalArgumentException(
                        "A weight decay is a finite number of at least 0, found " + weightDecay + ".");
            }
            this.weightDecay = weightDecay;
            return self();
        }

        /** Parameter type; default float, double for gradient checks. */
        public B dataType(DataType dataType) {
            this.dataType = dataType;
            return self();
        }
    }
}
