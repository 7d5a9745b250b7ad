package org.quantzoo.reproductions.ghn;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;

/** What trainings and evaluations of hypernetworks leave in a {@link RunStore}. */
public final class GhnStore {
    static final String TRAINING = "training.json";
    private static final String WEIGHTS = "weights";
    private static final String EVALUATION = "evaluation-";
    private static final String PRECISION = "precision-";

    private final RunStore runs;

    /** The hypernetworks of a store. */
    public GhnStore(RunStore runs) {
        this.runs = runs;
    }

    RunStore runs() {
        return runs;
    }

    /** The folder of a run, which need not exist yet. */
    public Path folder(GhnExperiment experiment) {
        return runs.folder(experiment.key());
    }

    /** The checkpoint with the final weights of a finished training. */
    public Path weights(GhnExperiment experiment) {
        return folder(experiment).resolve(WEIGHTS);
    }

    /** The record of a finished training. */
    public Optional<GhnTrainingRecord> find(GhnExperiment experiment) {
        Path file = folder(experiment).resolve(TRAINING);
        return Files.exists(file) ? Optional.of(read(file, GhnTrainingRecord.class)) : Optional.empty();
    }

    void publish(Path folder, GhnTrainingRecord record) throws IOException {
        write(folder.resolve(TRAINING), record);
    }

    /** Writes an evaluation beside the weights that it is about; one of the same name is replaced. */
    public Path publish(Path folder, GhnEvaluation evaluation) throws IOException {
        Path file = folder.resolve(EVALUATION + evaluation.name() + ".json");
        write(file, evaluation);
        return file;
    }

    /** Writes a comparison of weights beside those that it is about; one of the same split is replaced. */
    public Path publish(Path folder, WeightPrecision precision) throws IOException {
        Path file = folder.resolve(PRECISION + precision.split() + ".json");
        write(file, precision);
        return file;
    }

    private static void write(Path file, Object content) throws IOException {
        AtomicFiles.write(file, Json.pretty(content).getBytes(StandardCharsets.UTF_8));
    }

    /** The records of all finished trainings at a scale. */
    public List<GhnTrainingRecord> trainings(Scale scale) {
        return files(TRAINING::equals).stream()
                .map(file -> read(file, GhnTrainingRecord.class))
                .filter(record -> record.scale() == scale)
                .toList();
    }

    /** All evaluations at a scale. */
    public List<GhnEvaluation> evaluations(Scale scale) {
        return files(name -> name.startsWith(EVALUATION) && name.endsWith(".json")).stream()
                .map(file -> read(file, GhnEvaluation.class))
                .filter(evaluation -> evaluation.scale() == scale)
                .toList();
    }

    /** All comparisons of weights at a scale. */
    public List<WeightPrecision> precisions(Scale scale) {
        return files(name -> name.startsWith(PRECISION) && name.endsWith(".json")).stream()
                .map(file -> read(file, WeightPrecision.class))
                .filter(precision -> precision.scale() == scale)
                .toList();
    }

    private List<Path> files(java.util.function.Predicate<String> named) {
        Path folder = runs.root().resolve(GhnExperiment.STUDY);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> named.test(file.getFileName().toString()))
                    .sorted(Comparator.comparing(Path::toString))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The runs in " + folder + " cannot be listed: " + e.getMessage(), e);
        }
    }

    private static <T> T read(Path file, Class<T> type) {
        try {
            return Json.mapper().readValue(file.toFile(), type);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The file " + file
                            + " is not the JSON of a hypernetwork's run; delete it and run its command again.",
                    e);
        }
    }
}
