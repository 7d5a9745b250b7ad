package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.quantzoo.datasets.store.AtomicFiles;

/**
 * Why a run has no record: its process ended before the run did, written to {@code failure.json} in the run's folder.
 *
 * <p>Training that diverges is no failure in this sense; it has a record that says so.
 *
 * @param cell the cell's id
 * @param scale the scale
 * @param seed the seed
 * @param recipeHash see {@link RunKey}
 * @param exitCode of the process; above 128 it was ended by signal {@code exitCode - 128}
 * @param reason one sentence, mostly the process' own last words
 * @param attempts how often it has been tried
 * @param ended when, ISO 8601 UTC
 */
public record RunFailure(
        String cell,
        Scale scale,
        long seed,
        String recipeHash,
        int exitCode,
        String reason,
        int attempts,
        String ended) {

    private static final String FILE = "failure.json";

    /** The key of the run that failed. */
    @JsonIgnore
    public RunKey key() {
        return new RunKey(cell, scale, seed, recipeHash);
    }

    /** The failure of a run, if its last attempt failed. */
    public static Optional<RunFailure> find(RunStore store, RunKey key) {
        Path file = file(store, key);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.mapper().readValue(file.toFile(), RunFailure.class));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The file " + file + " is not the JSON of a run's failure; delete it and run its cell again.", e);
        }
    }

    /** Writes this failure into the folder of its run. */
    public void save(RunStore store) throws IOException {
        AtomicFiles.write(file(store, key()), Json.pretty(this).getBytes(StandardCharsets.UTF_8));
    }

    /** Forgets the failure of a run, for example because it has succeeded since. */
    public static void forget(RunStore store, RunKey key) throws IOException {
        Files.deleteIfExists(file(store, key));
    }

    private static Path file(RunStore store, RunKey key) {
        return store.folder(key).resolve(FILE);
    }
}
