package org.quantzoo.reproductions.ghn;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.reproductions.runs.Event;
import org.quantzoo.reproductions.runs.EventLog;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.zoo.ghn.GhnCheckpoint;
import org.quantzoo.zoo.ghn.GhnOptimizer;
import org.quantzoo.zoo.ghn.GhnWeights;
import org.quantzoo.zoo.pretrained.ParameterHash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last states of a training: weights, the optimiser's moments, and how far it has come.
 *
 * <p>A state is a folder with three {@link GhnCheckpoint}s and a manifest beside it, written last; without it the folder does not
 * count.
 */
final class GhnCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(GhnCheckpoints.class);
    private static final int KEPT = 2;
    private static final String MANIFEST = ".json";
    private static final String WEIGHTS = "weights";
    private static final String FIRST = "first-moment";
    private static final String SECOND = "second-moment";

    private final Path folder;
    private final EventLog log;

    GhnCheckpoints(Path folder, EventLog log) {
        this.folder = folder;
        this.log = log;
    }

    /**
     * The manifest of a state.
     *
     * @param updates steps of the optimiser
     * @param hashes of weights and moments, by name of their folders
     * @param position how far training has come
     */
    record Manifest(int updates, Map<String, String> hashes, TrainingPosition position) {}

    /** A state that was read. */
    record Restored(Manifest manifest, GhnWeights weights, GhnWeights first, GhnWeights second) {}

    void save(GhnWeights weights, GhnOptimizer optimizer, TrainingPosition position) throws IOException {
        String name = String.format(Locale.ROOT, "step-%09d", optimizer.steps());
        Map<String, GhnWeights> parts =
                Map.of(WEIGHTS, weights, FIRST, optimizer.firstMoment(), SECOND, optimizer.secondMoment());
        for (Map.Entry<String, GhnWeights> part : parts.entrySet()) {
            GhnCheckpoint.save(part.getValue(), folder.resolve(name).resolve(part.getKey()));
        }
        Manifest manifest = new Manifest(
                optimizer.steps(),
                Map.of(WEIGHTS, hash(weights), FIRST, hash(parts.get(FIRST)), SECOND, hash(parts.get(SECOND))),
                position);
        AtomicFiles.write(folder.resolve(name + MANIFEST), Json.pretty(manifest).getBytes(StandardCharsets.UTF_8));
        String paramsHash = manifest.hashes().get(WEIGHTS);
        log.append(
                Event.Kind.CHECKPOINT_SAVED,
                position.step() == 0
                        ? Map.of("epoch", position.epochs(), "paramsHash", paramsHash)
                        : Map.of("epoch", position.epochs() + 1, "step", position.step(), "paramsHash", paramsHash));
        deleteOld();
    }

    /** The newest state that is intact; damaged newer ones are reported and skipped. */
    Optional<Restored> restoreLatest() throws IOException {
        for (Path manifest : manifestsNewestFirst()) {
            try {
                return Optional.of(restore(manifest));
            } catch (IOException e) {
                LOG.warn("Checkpoint {} is not used: {}", manifest, e.getMessage());
                log.append(
                        Event.Kind.CHECKPOINT_REJECTED,
                        Map.of("file", manifest.getFileName().toString(), "reason", e.getMessage()));
            }
        }
        return Optional.empty();
    }

    private Restored restore(Path file) throws IOException {
        Manifest manifest = Json.mapper().readValue(file.toFile(), Manifest.class);
        Path state = stateOf(file);
        GhnWeights weights = load(state, WEIGHTS, manifest);
        return new Restored(manifest, weights, load(state, FIRST, manifest), load(state, SECOND, manifest));
    }

    private static GhnWeights load(Path state, String part, Manifest manifest) throws IOException {
        GhnWeights weights = GhnCheckpoint.load(state.resolve(part));
        if (!hash(weights).equals(manifest.hashes().get(part))) {
            throw new IOException(state.resolve(part) + " holds other numbers than the manifest of its state says");
        }
        return weights;
    }

    private static String hash(GhnWeights weights) {
        return ParameterHash.of(weights.vector());
    }

    private static Path stateOf(Path manifest) {
        String name = manifest.getFileName().toString();
        return manifest.resolveSibling(name.substring(0, name.length() - MANIFEST.length()));
    }

    private void deleteOld() throws IOException {
        for (Path manifest : manifestsNewestFirst().stream().skip(KEPT).toList()) {
            // The manifest first: what is left without one never counts.
            Files.deleteIfExists(manifest);
            try (Stream<Path> files = Files.walk(stateOf(manifest))) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private List<Path> manifestsNewestFirst() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(MANIFEST))
                    .sorted(Comparator.comparing(Path::getFileName).reversed())
                    .toList();
        }
    }
}
