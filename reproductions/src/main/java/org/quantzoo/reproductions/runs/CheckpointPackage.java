package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.commons.math3.stat.descriptive.SummaryStatistics;
import org.deeplearning4j.nn.conf.CNN2DFormat;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.datasets.images.EmbeddedImages;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.datasets.images.LabeledImages;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.datasets.store.Sha256;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.models.NetworkCost;
import org.quantzoo.zoo.posttraining.BatchNormFolding;
import org.quantzoo.zoo.posttraining.QuantizationAwareTraining;
import org.quantzoo.zoo.pretrained.CheckpointFile;
import org.quantzoo.zoo.pretrained.CheckpointMetadata;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Accuracy;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.BatchRecord;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Evaluation;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.FirstSteps;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Preprocessing;
import org.quantzoo.zoo.pretrained.FloatStorage;
import org.quantzoo.zoo.pretrained.ParameterHash;
import org.quantzoo.zoo.pretrained.Precision;

/**
 * Publishes the network of a finished run: its file, the metadata beside it and the index that names it, as {@code
 * zoo.pretrained.Checkpoints} finds them on the class path.
 */
public final class CheckpointPackage {
    private static final String INDEX = "META-INF/quantzoo/checkpoints";
    private static final String LICENCE = "Apache-2.0";
    /** Half the size; the published network is the rounded one, and its accuracy is measured. */
    private static final FloatStorage FLOAT_WEIGHTS = FloatStorage.BFLOAT16;

    private final RunStore store;
    private final ImageDataset images;

    /**
     * Prepares to publish from a store.
     *
     * @param store with the runs
     * @param images the data set of the run, with all its test images
     */
    public CheckpointPackage(RunStore store, ImageDataset images) {
        this.store = store;
        this.images = images;
    }

    /**
     * Writes a checkpoint.
     *
     * @param record a completed run
     * @param id of the checkpoint
     * @param network its name
     * @param precision float32, with weights rounded to bfloat16, or quint8 with the ranges of the run's first calibration draw; that of the recipe for a run of
     *     quantization-aware training
     * @param commands that make it again
     * @param resources the folder of an artifact's resources
     * @throws IOException if the run's network is missing or damaged, or a file cannot be written
     */
    public CheckpointMetadata write(
            RunRecord record, String id, String network, Precision precision, List<String> commands, Path resources)
            throws IOException {
        return write(record, id, network, precision, null, commands, resources);
    }

    /**
     * Writes a checkpoint.
     *
     * @param clippedPercent percent of the activations that the quint8 form of a float network clamps at each end, in the place of
     *     the recipe's; accuracies over calibration draws are measured here then; null for the recipe's
     * @throws IllegalArgumentException where it is given for another precision
     */
    public CheckpointMetadata write(
            RunRecord record,
            String id,
            String network,
            Precision precision,
            Double clippedPercent,
            List<String> commands,
            Path resources)
            throws IOException {
        requireSameImages(record);
        requirePrecision(record, precision);
        if (clippedPercent != null && precision != Precision.QUINT8) {
            throw new IllegalArgumentException(
                    "Ranges of activations are chosen for precision quint8 alone, found " + precision.id() + ".");
        }
        Experiment experiment =
                new Experiment(Cells.get().cell(record.cell()), record.scale(), record.seed(), record.recipe(), images);
        try (KernelSelector.Override ignored = experiment.useEvaluationKernels()) {
            ComputationGraph trained = store.requiredNetwork(record);
            byte[] content =
                    switch (precision) {
                        case FLOAT32 -> CheckpointFile.encode(trained, FLOAT_WEIGHTS);
                        case QUINT8 -> CheckpointFile.encode(
                                calibration(experiment, clippedPercent).quantize(BatchNormFolding.fold(trained), 0));
                        case W4A4 -> CheckpointFile.encode(QuantizationAwareTraining.freeze(trained));
                    };
            ComputationGraph published =
                    CheckpointFile.decode(content, "Checkpoint " + id).network();
            List<CalibratedResult> draws =
                    clippedPercent == null ? record.calibrations() : draws(experiment, trained, clippedPercent);
            Path index = resources.resolve(INDEX);
            Path metadataFile = index.resolveSibling(id + ".json");
            CheckpointMetadata metadata = metadata(
                    record,
                    experiment,
                    id,
                    version(metadataFile, content),
                    network,
                    precision,
                    draws,
                    commands,
                    content,
                    published);
            AtomicFiles.write(index.resolveSibling(id + ".zip"), content);
            AtomicFiles.write(metadataFile, metadata.toJson().getBytes(StandardCharsets.UTF_8));
            TreeSet<String> ids = new TreeSet<>(Files.exists(index) ? Files.readAllLines(index) : List.of());
            ids.add(id);
            AtomicFiles.write(index, (String.join("\n", ids) + "\n").getBytes(StandardCharsets.UTF_8));
            return metadata;
        }
    }

    private static QuantizedEvaluation calibration(Experiment experiment, Double clippedPercent) {
        return clippedPercent == null
                ? new QuantizedEvaluation(experiment, experiment.train(), experiment.test())
                : QuantizedEvaluation.clipping(experiment, experiment.train(), experiment.test(), clippedPercent);
    }

    private static List<CalibratedResult> draws(
            Experiment experiment, ComputationGraph trained, double clippedPercent) {
        Predictions reference =
                Predictions.of(trained, experiment.test(), experiment.dataset().standardization());
        return calibration(experiment, clippedPercent)
                .evaluate(trained, reference, experiment.recipe().calibration().draws());
    }

    /** One more than that of the checkpoint which stands there, if its bytes are others. */
    private static int version(Path metadataFile, byte[] content) throws IOException {
        if (Files.notExists(metadataFile)) {
            return 1;
        }
        // By its tree: the metadata that stand there may be of an earlier schema.
        JsonNode former = Json.mapper().readTree(metadataFile.toFile());
        boolean same = former.path("sha256").asText().equals(Sha256.of(content));
        return former.path("version").asInt() + (same ? 0 : 1);
    }

    private void requireSameImages(RunRecord record) {
        String trainedOn = record.provenance().dataset().get("sha256");
        if (!record.completed() || !images.provenance().sha256().equals(trainedOn)) {
            throw new IllegalArgumentException("A checkpoint is published from a completed run with the images that it"
                    + " was trained on, found " + record.key() + ", " + record.status() + ", on images with SHA-256 "
                    + trainedOn + ", and images with " + images.provenance().sha256() + ".");
        }
    }

    private static void requirePrecision(RunRecord record, Precision precision) {
        List<String> possible = record.recipe()
                .quantizationAware()
                .map(settings -> List.of("w" + settings.weightBits() + "a" + settings.activationBits()))
                .orElse(List.of(Precision.FLOAT32.id(), Precision.QUINT8.id()));
        if (!possible.contains(precision.id())) {
            throw new IllegalArgumentException("Run " + record.key() + " is published as "
                    + String.join(" or ", possible) + ", found " + precision.id() + ".");
        }
    }

    private CheckpointMetadata metadata(
            RunRecord record,
            Experiment experiment,
            String id,
            int version,
            String network,
            Precision precision,
            List<CalibratedResult> draws,
            List<String> commands,
            byte[] content,
            ComputationGraph published) {
        ImageShape shape = images.shape();
        ImageDataset embedded = EmbeddedImages.dataset();
        List<BatchRecord> batches = new ArrayList<>();
        batches.add(batches(images.name() + " test", published, images));
        batches.add(batches("embedded test", published, embedded));
        return new CheckpointMetadata(
                CheckpointMetadata.SCHEMA,
                id,
                version,
                record.scale().id(),
                network,
                Networks.of(record.network(), record.recipe(), shape, images.classes(), record.seed())
                        .arguments(),
                images.name(),
                images.provenance().sha256(),
                new Preprocessing(
                        shape.height(),
                        shape.width(),
                        images.standardization().mean(),
                        images.standardization().standardDeviation()),
                images.train().classNames(),
                precision,
                precision == Precision.FLOAT32 ? FLOAT_WEIGHTS : null,
                Json.tree(record).get("recipe"),
                List.of(record.seed()),
                record.provenance().commit(),
                record.provenance().kernelsDescription(),
                published.numParams(),
                content.length,
                Sha256.of(content),
                ParameterHash.of(published.params()),
                evaluation(record, experiment, accuracy(experiment, published, batches.get(0)), draws),
                NetworkCost.of(
                                published.getConfiguration(),
                                InputType.convolutional(
                                        shape.height(), shape.width(), shape.channels(), CNN2DFormat.NHWC))
                        .convolutionMacs(),
                batches,
                LICENCE,
                commands,
                record.parameterHashAfterSteps() == null
                        ? null
                        : new FirstSteps(
                                record.parameterHashAfterSteps().steps(),
                                record.parameterHashAfterSteps().paramsHash()));
    }

    /** On the test images of the run, of which the batches are all unless its recipe takes fewer. */
    private double accuracy(Experiment experiment, ComputationGraph published, BatchRecord onAll) {
        LabeledImages test = experiment.test();
        return test.size() == images.test().size()
                ? 100.0 * onAll.correct().stream().mapToInt(Integer::intValue).sum() / test.size()
                : Predictions.of(published, test, images.standardization()).accuracy();
    }

    private Evaluation evaluation(
            RunRecord record, Experiment experiment, double stored, List<CalibratedResult> draws) {
        if (record.recipe().quantizationAware().isEmpty()) {
            return evaluation(record, record.fp32Accuracy(), stored, draws, null);
        }
        RunRecord start = FineTuning.start(
                store, experiment.cell(), record.recipe().quantizationAware().get());
        return evaluation(
                record, start.fp32Accuracy(), stored, start.calibrations(), new Accuracy(record.fp32Accuracy(), 0, 1));
    }

    private static Evaluation evaluation(
            RunRecord record, double fp32Accuracy, double stored, List<CalibratedResult> draws, Accuracy w4a4) {
        SummaryStatistics quint8 = new SummaryStatistics();
        SummaryStatistics qmse = new SummaryStatistics();
        SummaryStatistics qce = new SummaryStatistics();
        for (CalibratedResult draw : draws) {
            quint8.addValue(draw.quint8Accuracy());
            qmse.addValue(draw.qmse());
            qce.addValue(draw.qce());
        }
        return new Evaluation(
                record.testImages(),
                fp32Accuracy,
                stored,
                new Accuracy(quint8.getMean(), quint8.getStandardDeviation(), (int) quint8.getN()),
                w4a4,
                qmse.getMean(),
                qce.getMean());
    }

    /**
     * The correct answers of a network, batch by batch, on all test images.
     *
     * @param name of the images
     */
    public static BatchRecord batches(String name, ComputationGraph network, ImageDataset dataset) {
        Predictions predictions = Predictions.of(network, dataset.test(), dataset.standardization());
        return new BatchRecord(
                name, Predictions.BATCH, Experiment.kernels().description(), predictions.correctByBatch());
    }
}
