package org.quantzoo.reproductions.ghn;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.ops.transforms.Transforms;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.reproductions.runs.Environment;
import org.quantzoo.zoo.ghn.GhnCheckpoint;
import org.quantzoo.zoo.ghn.GhnConfiguration;
import org.quantzoo.zoo.ghn.GhnWeights;
import org.quantzoo.zoo.ghn.ParameterPredictor;
import org.quantzoo.zoo.ghn.TargetConfiguration;
import org.quantzoo.zoo.ghn.TargetNetwork;
import org.quantzoo.zoo.layers.BatchNorm;
import org.quantzoo.zoo.layers.Convolution;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.pretrained.ParameterHash;
import org.quantzoo.zoo.quantization.ChannelPrecision;

/**
 * Compares how evenly channels use the range of weights, where a hypernetwork predicted them and where gradient descent made them.
 *
 * <p>Weights are those that would be quantized: batch normalisation is folded into the convolution that it follows, with the
 * statistics of one batch; other convolutions are taken as they are: the depthwise ones in front of a pointwise one, and the halves of
 * a factorised reduction, whose normalisation acts on both together.
 */
public final class WeightPrecisionStudy {
    /** Images of a step, and of the batch whose statistics fold. */
    private static final int BATCH = 64;

    private static final double RATE = 0.025;
    private static final double MOMENTUM = 0.9;

    private final ImageDataset dataset;
    private final String command;

    /**
     * A study.
     *
     * @param command the command line, for the record
     */
    public WeightPrecisionStudy(ImageDataset dataset, String command) {
        this.dataset = dataset;
        this.command = command;
    }

    /**
     * Measures the first networks of a split.
     *
     * @param experiment a finished training
     * @param store where its weights are
     * @param steps of gradient descent; 0 compares with random weights
     * @param watcher is told each network's line
     */
    public WeightPrecision measure(
            GhnExperiment experiment, GhnStore store, TestSplit split, int count, int steps, Consumer<String> watcher)
            throws IOException {
        if (count < 1 || count > split.architectures().size() || steps < 0) {
            throw new IllegalArgumentException(
                    "Expected 1 to " + split.architectures().size() + " networks and at least 0 steps, found " + count
                            + " and " + steps + ".");
        }
        GhnWeights weights = GhnCheckpoint.load(store.weights(experiment));
        EvaluationProtocol protocol = GhnRecipes.get().evaluation(experiment.scale());
        List<WeightPrecision.Layer> layers = new ArrayList<>();
        String arithmetic;
        try (KernelSelector.Override ignored = experiment.useKernels()) {
            arithmetic = Environment.detect()
                    .arithmetic(KernelSelector.kernelsFor(DataType.FLOAT).description());
            for (int index = 0; index < count; index++) {
                List<WeightPrecision.Layer> rows =
                        network(weights, protocol.sized(split, index), experiment, index, steps);
                layers.addAll(rows);
                watcher.accept(split.id() + " " + (index + 1) + "/" + count + "  predicted higher in "
                        + rows.stream()
                                .filter(row -> row.predicted() > row.trained())
                                .count()
                        + " of " + rows.size() + " layers");
            }
        }
        return new WeightPrecision(
                experiment.cell(),
                experiment.scale(),
                experiment.seed(),
                split.id(),
                steps,
                RATE,
                layers,
                ParameterHash.of(weights.vector()),
                dataset.provenance().sha256(),
                Environment.detect().commit(),
                arithmetic,
                command,
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private List<WeightPrecision.Layer> network(
            GhnWeights weights, Architecture architecture, GhnExperiment experiment, int index, int steps) {
        TargetNetwork target = TargetNetwork.of(
                architecture,
                TargetConfiguration.training(dataset.classes())
                        .withUpdater(new Nesterovs(RATE, MOMENTUM))
                        .withSeed(ArchitectureSchedule.random(experiment.seed(), index)
                                .nextLong()));
        Map<String, INDArray> random = target.parameters();
        try (ImageBatches batches = ImageBatches.of(experiment.images())
                .standardization(dataset.standardization())
                .batchSize(BATCH)
                .seed(experiment.seed())
                .shuffle(true)
                .nextEpochOnReset(true)
                .build()) {
            INDArray images = batches.next().getFeatures();
            target.assign(new ParameterPredictor(weights).predict(target.graph()));
            Map<String, Measured> predicted = measure(target.network(), images);
            target.assign(random);
            train(target.network(), batches, steps);
            Map<String, Measured> trained = measure(target.network(), images);
            List<WeightPrecision.Layer> rows = new ArrayList<>();
            predicted.forEach((layer, found) -> rows.add(new WeightPrecision.Layer(
                    index,
                    layer,
                    found.folded(),
                    found.tiled(),
                    found.precision(),
                    trained.get(layer).precision())));
            return rows;
        }
    }

    private static void train(ComputationGraph network, ImageBatches batches, int steps) {
        batches.reset();
        for (int step = 0; step < steps; step++) {
            if (!batches.hasNext()) {
                batches.reset();
            }
            network.fit(batches.next());
        }
    }

    private record Measured(boolean folded, boolean tiled, double precision) {}

    private static Map<String, Measured> measure(ComputationGraph network, INDArray images) {
        ComputationGraphConfiguration configuration = network.getConfiguration();
        Map<String, String> normalizations = normalizations(configuration);
        Map<String, INDArray> activations = network.feedForward(images, true);
        Map<String, Measured> measured = new LinkedHashMap<>();
        configuration.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof LayerVertex layer && layer.getLayerConf().getLayer() instanceof Convolution) {
                INDArray weight = network.getLayer(name).getParam(Convolution.WEIGHTS);
                String normalization = normalizations.get(name);
                if (normalization != null) {
                    weight = folded(
                            weight,
                            network.getLayer(normalization).getParam(BatchNorm.GAMMA),
                            activations.get(name),
                            ((BatchNorm) ((LayerVertex)
                                                    configuration.getVertices().get(normalization))
                                            .getLayerConf()
                                            .getLayer())
                                    .getEpsilon());
                }
                measured.put(
                        name,
                        new Measured(
                                normalization != null,
                                Math.max(weight.size(0), weight.size(1)) > GhnConfiguration.DECODED_CHANNELS,
                                ChannelPrecision.of(weight, 0).average()));
            }
        });
        return measured;
    }

    /** The batch normalisations that read a convolution alone, by the convolution's name. */
    private static Map<String, String> normalizations(ComputationGraphConfiguration configuration) {
        Map<String, String> found = new LinkedHashMap<>();
        configuration.getVertices().forEach((name, vertex) -> {
            if (vertex instanceof LayerVertex layer && layer.getLayerConf().getLayer() instanceof BatchNorm) {
                found.put(configuration.getVertexInputs().get(name).get(0), name);
            }
        });
        return found;
    }

    /** w gamma / sqrt(variance + epsilon), channel by channel. */
    private static INDArray folded(INDArray weight, INDArray gamma, INDArray output, double epsilon) {
        INDArray variance = output.var(false, 0, 1, 2).reshape(weight.size(0));
        INDArray factor = gamma.reshape(weight.size(0)).div(Transforms.sqrt(variance.add(epsilon)));
        return weight.mul(factor.reshape(weight.size(0), 1, 1, 1));
    }
}
