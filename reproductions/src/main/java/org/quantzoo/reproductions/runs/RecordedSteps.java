package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quantzoo.zoo.pretrained.CheckpointMetadata;

/**
 * What was recorded of the first steps of a training, to compare a repetition with.
 *
 * @param hash of the parameters after them
 * @param kernels that gave it, with their precision and threads
 * @param source the file that says so
 */
public record RecordedSteps(StepHash hash, String kernels, Path source) {

    /** That of the run of an experiment; empty where the store has none, or where it had fewer steps. */
    public static Optional<RecordedSteps> ofRun(RunStore store, Experiment experiment) {
        return store.find(experiment.key())
                .filter(record -> record.parameterHashAfterSteps() != null)
                .map(record -> new RecordedSteps(
                        record.parameterHashAfterSteps(),
                        record.provenance().kernelsDescription(),
                        store.file(record)));
    }

    /**
     * That in the metadata of a published checkpoint.
     *
     * @param file the JSON file beside the checkpoint
     * @throws IOException where the file is missing or no metadata
     * @throws IllegalArgumentException where it says nothing of first steps, or describes another training than this one
     */
    public static RecordedSteps ofCheckpoint(Path file, Experiment experiment) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(
                    "There is no file " + file + "; expected the metadata of a checkpoint, its JSON file.");
        }
        CheckpointMetadata metadata = CheckpointMetadata.parse(Files.readString(file), file.toString());
        if (metadata.parameterHashAfterSteps() == null) {
            throw new IllegalArgumentException(file + " records no hash after the first steps of training.");
        }
        List<String> differences = differences(metadata, experiment);
        if (!differences.isEmpty()) {
            throw new IllegalArgumentException(file + " is of another training than " + experiment.key()
                    + "; they differ in " + String.join(", ", differences) + ".");
        }
        return new RecordedSteps(
                new StepHash(
                        metadata.parameterHashAfterSteps().steps(),
                        metadata.parameterHashAfterSteps().paramsHash()),
                metadata.kernels(),
                file);
    }

    private static List<String> differences(CheckpointMetadata metadata, Experiment experiment) throws IOException {
        Recipe ours = experiment.recipe();
        // Precision is part of the kernels, which a repetition may lack; they are named where hashes differ.
        Recipe theirs =
                Json.mapper().treeToValue(metadata.recipe(), Recipe.class).withPrecision(ours.precision());
        List<String> differences = new ArrayList<>();
        if (!metadata.arguments().equals(experiment.network().arguments())) {
            differences.add("the network");
        }
        if (!theirs.equals(ours)) {
            differences.add("the recipe");
        }
        if (!metadata.seeds().equals(List.of(experiment.seed()))) {
            differences.add("the seed");
        }
        if (!metadata.datasetSha256().equals(experiment.dataset().provenance().sha256())) {
            differences.add("the images");
        }
        return differences;
    }
}
