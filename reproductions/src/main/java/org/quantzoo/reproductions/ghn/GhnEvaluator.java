package org.quantzoo.reproductions.ghn;

import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.images.ImageBatches;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.reproductions.runs.Environment;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.zoo.ghn.GhnCheckpoint;
import org.quantzoo.zoo.ghn.GhnWeights;
import org.quantzoo.zoo.ghn.GraphHyperNetwork;
import org.quantzoo.zoo.ghn.QuantizedTargets;
import org.quantzoo.zoo.ghn.TargetConfiguration;
import org.quantzoo.zoo.ghn.TargetNetwork;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.pretrained.ParameterHash;

/**
 * Measures networks that nobody trained: parameters predicted from their graphs, on the images of a split, in float and quantized.
 *
 * <p>Parameters are predicted once for each network, without dropout. Batch normalisation uses the statistics of each batch of
 * images, which keep their order. Accuracies are measured in float32 arithmetic whatever the precision of training.
 */
public final class GhnEvaluator {
    private static final int TOP = 5;

    private final ImageDataset dataset;
    private final Scale scale;
    private final EvaluationProtocol protocol;
    private final String command;

    /**
     * An evaluator.
     *
     * @param scale chooses the protocol
     * @param command the command line, for the record
     */
    public GhnEvaluator(ImageDataset dataset, Scale scale, String command) {
        this.dataset = dataset;
        this.scale = scale;
        this.protocol = GhnRecipes.get().evaluation(scale);
        this.command = command;
    }

    /**
     * Evaluates the weights of a finished training, or random parameters.
     *
     * @param experiment the training; for random parameters, that whose protocol they share
     * @param store where its weights are
     * @param split which architectures
     * @param count how many of the split, from its first on
     * @param settings at which bit settings
     * @param random whether networks keep their random initial parameters (Glorot uniform) instead
     * @param watcher is told each network's line
     */
    public List<GhnEvaluation> evaluate(
            GhnExperiment experiment,
            GhnStore store,
            TestSplit split,
            int count,
            List<BitSetting> settings,
            boolean random,
            Consumer<String> watcher)
            throws IOException {
        if (count < 1 || count > split.architectures().size()) {
            throw new IllegalArgumentException("Split " + split.id() + " has "
                    + split.architectures().size() + " architectures, asked for " + count + ".");
        }
        LabeledImages test = images(split);
        GhnWeights weights = random ? null : GhnCheckpoint.load(store.weights(experiment));
        Map<BitSetting, List<NetworkAccuracy>> rows = new EnumMap<>(BitSetting.class);
        settings.forEach(setting -> rows.put(setting, new ArrayList<>()));
        String arithmetic;
        KernelSettings current = KernelSelector.settings();
        try (KernelSelector.Override ignored =
                KernelSelector.use(new KernelSettings(current.kernels(), Precision.FLOAT32, current.threads()))) {
            arithmetic = Environment.detect()
                    .arithmetic(KernelSelector.kernelsFor(DataType.FLOAT).description());
            for (int index = 0; index < count; index++) {
                Architecture architecture = protocol.sized(split, index);
                for (NetworkRow row : network(test, weights, architecture, settings, experiment.seed(), index)) {
                    rows.get(row.setting()).add(row.accuracy());
                }
                watcher.accept(line(split, index, count, rows));
            }
        }
        List<GhnEvaluation> evaluations = new ArrayList<>();
        for (BitSetting setting : settings) {
            evaluations.add(summary(experiment, split, setting, rows.get(setting), test.size(), weights, arithmetic));
        }
        return evaluations;
    }

    private LabeledImages images(TestSplit split) {
        LabeledImages all = split.images(dataset);
        return protocol.testImages() == 0 || protocol.testImages() >= all.size()
                ? all
                : all.balancedSubset(protocol.testImages(), 0);
    }

    private record NetworkRow(BitSetting setting, NetworkAccuracy accuracy) {}

    private List<NetworkRow> network(
            LabeledImages test,
            GhnWeights weights,
            Architecture architecture,
            List<BitSetting> settings,
            long seed,
            int index) {
        TargetConfiguration configuration = TargetConfiguration.evaluation(dataset.classes())
                .withSeed(ArchitectureSchedule.random(seed, index).nextLong());
        TargetNetwork floating = TargetNetwork.of(architecture, configuration);
        Map<String, INDArray> parameters;
        if (weights == null) {
            parameters = floating.parameters();
        } else {
            GraphHyperNetwork hyperNetwork = new GraphHyperNetwork(weights);
            parameters = hyperNetwork
                    .predict(List.of(hyperNetwork.plan(floating.graph())))
                    .parameters(0);
        }
        long count = parameters.values().stream().mapToLong(INDArray::length).sum();
        List<NetworkRow> rows = new ArrayList<>();
        for (BitSetting setting : settings) {
            TargetNetwork target = setting == BitSetting.FLOAT32
                    ? floating
                    : QuantizedTargets.of(architecture, configuration, setting.quantization(), 0);
            target.assign(parameters);
            int[] correct = correct(target.network(), test);
            rows.add(new NetworkRow(
                    setting,
                    new NetworkAccuracy(
                            index,
                            architecture.channels(),
                            target.graph().size(),
                            count,
                            100.0 * correct[0] / test.size(),
                            100.0 * correct[1] / test.size())));
        }
        return rows;
    }

    /** Images whose class is the most probable, and among the five most probable; an output that is not finite is wrong. */
    private int[] correct(ComputationGraph network, LabeledImages test) {
        int[] correct = new int[2];
        int image = 0;
        try (ImageBatches batches = ImageBatches.of(test)
                .standardization(dataset.standardization())
                .batchSize(protocol.imageBatch())
                .build()) {
            while (batches.hasNext()) {
                DataSet batch = batches.next();
                float[][] rows = network.output(true, batch.getFeatures())[0].toFloatMatrix();
                for (float[] row : rows) {
                    int rank = rank(row, test.label(image++));
                    correct[0] += rank == 0 ? 1 : 0;
                    correct[1] += rank < TOP ? 1 : 0;
                }
            }
        }
        return correct;
    }

    /** The number of classes in front of this one; the first of equals is in front. */
    private static int rank(float[] probabilities, int label) {
        float own = probabilities[label];
        if (!Float.isFinite(own)) {
            return probabilities.length;
        }
        int rank = 0;
        for (int other = 0; other < probabilities.length; other++) {
            rank += probabilities[other] > own || (probabilities[other] == own && other < label) ? 1 : 0;
        }
        return rank;
    }

    private GhnEvaluation summary(
            GhnExperiment experiment,
            TestSplit split,
            BitSetting setting,
            List<NetworkAccuracy> rows,
            int images,
            GhnWeights weights,
            String arithmetic) {
        return new GhnEvaluation(
                weights == null ? GhnEvaluation.RANDOM : experiment.cell(),
                scale,
                experiment.seed(),
                split.id(),
                setting,
                AccuracySummary.of(
                        rows.stream().mapToDouble(NetworkAccuracy::top1).toArray()),
                AccuracySummary.of(
                        rows.stream().mapToDouble(NetworkAccuracy::top5).toArray()),
                rows,
                images,
                protocol,
                weights == null ? null : ParameterHash.of(weights.vector()),
                dataset.provenance().sha256(),
                Environment.detect().commit(),
                arithmetic,
                command,
                Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    }

    private static String line(TestSplit split, int index, int count, Map<BitSetting, List<NetworkAccuracy>> rows) {
        StringBuilder line = new StringBuilder(split.id() + " " + (index + 1) + "/" + count);
        rows.forEach((setting, networks) -> line.append(String.format(
                java.util.Locale.ROOT,
                "  %s %.1f %%",
                setting.id(),
                networks.get(networks.size() - 1).top1())));
        return line.toString();
    }
}
