package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.datasets.store.Sha256;
import org.quantzoo.reproductions.runs.Checkpoint.SavedFile;
import org.quantzoo.zoo.pretrained.ParameterHash;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last checkpoints of a run: network, updater state, average of the parameters and training curve. */
final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final int KEPT = 3;
    private static final String MANIFEST = ".json";
    static final String NETWORK = ".zip";
    static final String AVERAGE = "-average.zip";

    /** Where a run's folder keeps them. */
    static final String FOLDER = "checkpoints";

    private final Path folder;
    private final EventLog log;

    Checkpoints(Path folder, EventLog log) {
        this.folder = folder;
        this.log = log;
    }

    /** A checkpoint, the network in it, and the network with averaged parameters or null. */
    record Restored(Checkpoint checkpoint, ComputationGraph network, ComputationGraph average) {}

    /**
     * Saves the network after an epoch; older checkpoints beyond the last three are deleted.
     *
     * @param average the network with averaged parameters, null for none
     * @param afterSteps the hash after the first steps, null where there is none yet
     */
    Checkpoint save(ComputationGraph network, ComputationGraph average, StepHash afterSteps, List<EpochRecord> history)
            throws IOException {
        int epoch = history.get(history.size() - 1).epoch();
        String name = String.format("epoch-%04d", epoch);
        SavedFile averaged = average == null ? null : write(average, name + AVERAGE, false);
        SavedFile file = write(network, name + NETWORK, true);
        Checkpoint checkpoint = new Checkpoint(
                epoch,
                file.file(),
                file.bytes(),
                file.sha256(),
                file.paramsHash(),
                List.copyOf(history),
                averaged,
                afterSteps);
        AtomicFiles.write(
                folder.resolve(name + MANIFEST), Json.pretty(checkpoint).getBytes(StandardCharsets.UTF_8));
        log.append(Event.Kind.CHECKPOINT_SAVED, Map.of("epoch", epoch, "paramsHash", checkpoint.paramsHash()));
        deleteOld();
        return checkpoint;
    }

    private SavedFile write(ComputationGraph network, String name, boolean withUpdater) throws IOException {
        long[] bytes = new long[1];
        String sha256 = AtomicFiles.write(folder.resolve(name), temporary -> {
            ModelSerializer.writeModel(network, temporary.toFile(), withUpdater);
            bytes[0] = Files.size(temporary);
        });
        return new SavedFile(name, bytes[0], sha256, ParameterHash.of(network.params()));
    }

    /** The newest checkpoint that is intact; damaged newer ones are reported and skipped. */
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

    /** The network with these parameters in a folder of checkpoints, if an intact one holds it. */
    static Optional<ComputationGraph> restore(Path folder, String paramsHash) throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder, null);
        for (Path manifest : checkpoints.manifestsNewestFirst()) {
            try {
                Restored restored = checkpoints.restore(manifest);
                if (restored.checkpoint().paramsHash().equals(paramsHash)) {
                    return Optional.of(restored.network());
                }
                if (restored.average() != null
                        && restored.checkpoint().average().paramsHash().equals(paramsHash)) {
                    return Optional.of(restored.average());
                }
            } catch (IOException e) {
                LOG.warn("Checkpoint {} is not used: {}", manifest, e.getMessage());
            }
        }
        return Optional.empty();
    }

    private Restored restore(Path manifest) throws IOException {
        Checkpoint checkpoint;
        try {
            checkpoint = Json.mapper().readValue(manifest.toFile(), Checkpoint.class);
        } catch (IOException e) {
            throw new IOException("its manifest is not valid JSON", e);
        }
        return new Restored(
                checkpoint,
                restore(checkpoint.network(), true),
                checkpoint.average() == null ? null : restore(checkpoint.average(), false));
    }

    private ComputationGraph restore(SavedFile saved, boolean withUpdater) throws IOException {
        Path file = folder.resolve(saved.file());
        if (!Files.exists(file)) {
            throw new IOException(saved.file() + " is missing");
        }
        // Before parsing: DL4J's own checks let damaged files through.
        long bytes = Files.size(file);
        if (bytes != saved.bytes()) {
            throw new IOException(saved.file() + " has " + bytes + " bytes, expected " + saved.bytes());
        }
        if (!Sha256.of(file).equals(saved.sha256())) {
            throw new IOException(saved.file() + " does not have the SHA-256 in its manifest");
        }
        ComputationGraph network = ModelSerializer.restoreComputationGraph(file.toFile(), withUpdater);
        if (!ParameterHash.of(network.params()).equals(saved.paramsHash())) {
            throw new IOException(saved.file() + " holds other parameters than its manifest says");
        }
        return network;
    }

    private void deleteOld() throws IOException {
        for (Path manifest : manifestsNewestFirst().stream().skip(KEPT).toList()) {
            // The manifest first: what is left without one never counts.
            Files.deleteIfExists(manifest);
            String name = manifest.getFileName().toString();
            String epoch = name.substring(0, name.length() - MANIFEST.length());
            Files.deleteIfExists(folder.resolve(epoch + NETWORK));
            Files.deleteIfExists(folder.resolve(epoch + AVERAGE));
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
