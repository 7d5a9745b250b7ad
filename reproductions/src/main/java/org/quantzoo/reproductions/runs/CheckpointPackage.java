package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.datasets.store.Sha256;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.posttraining.BatchNormFolding;
import org.quantzoo.zoo.posttraining.QuantizationAwareTraining;
import org.quantzoo.zoo.pretrained.CheckpointFile;
import org.quantzoo.zoo.pretrained.CheckpointMetadata;
import org.quantzoo.zoo.pretrained.Precision;

/**
 * Publishes the network of a finished run: its file, the metadata beside it and the index that names it, as {@code
 * zoo.pretrained.Checkpoints} finds them on the class path.
 */
public final class CheckpointPackage {
    private static final String INDEX = "META-INF/quantzoo/checkpoints";

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
     * @param resources the folder of an artifact's resources
     * @throws IllegalArgumentException if the run is not completed, or cannot be published so
     * @throws IOException if the run's network is missing or damaged, or a file cannot be written
     */
    public CheckpointMetadata write(RunRecord record, Publication publication, Path resources) throws IOException {
        requireSameImages(record);
        requirePrecision(record, publication.precision());
        Experiment experiment =
                new Experiment(Cells.get().cell(record.cell()), record.scale(), record.seed(), record.recipe(), images);
        try (KernelSelector.Override ignored = experiment.useEvaluationKernels()) {
            ComputationGraph trained = store.requiredNetwork(record);
            byte[] content = content(experiment, trained, publication);
            Path index = resources.resolve(INDEX);
            Path metadataFile = index.resolveSibling(publication.id() + ".json");
            CheckpointMetadata metadata = new MeasuredMetadata(store, images, record, experiment)
                    .of(publication, trained, content, version(metadataFile, content));
            AtomicFiles.write(index.resolveSibling(publication.id() + ".zip"), content);
            AtomicFiles.write(metadataFile, metadata.toJson().getBytes(StandardCharsets.UTF_8));
            TreeSet<String> ids = new TreeSet<>(Files.exists(index) ? Files.readAllLines(index) : List.of());
            ids.add(publication.id());
            AtomicFiles.write(index, (String.join("\n", ids) + "\n").getBytes(StandardCharsets.UTF_8));
            return metadata;
        }
    }

    private static byte[] content(Experiment experiment, ComputationGraph trained, Publication publication) {
        return switch (publication.precision()) {
            case FLOAT32 -> CheckpointFile.encode(trained, publication.weightStorage());
            case QUINT8 -> CheckpointFile.encode(
                    publication.calibration(experiment).quantize(BatchNormFolding.fold(trained), 0));
            case W4A4 -> CheckpointFile.encode(QuantizationAwareTraining.freeze(trained));
        };
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
}
