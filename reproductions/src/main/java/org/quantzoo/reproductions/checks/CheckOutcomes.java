package org.quantzoo.reproductions.checks;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.reproductions.runs.Json;

/** A folder of check outcomes, one JSON file each. */
public final class CheckOutcomes {

    private static final ObjectMapper READER = new ObjectMapper();
    private static final String EXTENSION = ".json";
    private static final int READABLE_CHARACTERS = 100;
    private static final int HASH_CHARACTERS = 13;

    private final Path folder;

    public CheckOutcomes(Path folder) {
        this.folder = folder;
    }

    /** Writes an outcome; an earlier one with the same id is replaced in one step. */
    public void write(CheckOutcome outcome) {
        try {
            AtomicFiles.write(
                    folder.resolve(fileName(outcome.id())), Json.pretty(outcome).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The outcome of check " + outcome.id() + " cannot be written to " + folder + ".", e);
        }
    }

    /** All outcomes, sorted by id; empty where the folder does not exist. */
    public List<CheckOutcome> readAll() {
        List<CheckOutcome> outcomes = new ArrayList<>();
        for (Path file : files()) {
            try {
                outcomes.add(READER.readValue(file.toFile(), CheckOutcome.class));
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "The check outcome " + file + " is not readable; delete it and run the checks again.", e);
            }
        }
        outcomes.sort(Comparator.comparing(CheckOutcome::id));
        return outcomes;
    }

    /** Removes all outcomes, so that the folder never mixes two builds. */
    public void clear() {
        for (Path file : files()) {
            try {
                Files.delete(file);
            } catch (IOException e) {
                throw new UncheckedIOException("The old check outcome " + file + " cannot be removed.", e);
            }
        }
    }

    /** Readable, bounded in length, and different for different ids. */
    private static String fileName(String id) {
        String readable = id.replaceAll("[^A-Za-z0-9.-]+", "_");
        String hash = UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, HASH_CHARACTERS);
        return readable.substring(0, Math.min(READABLE_CHARACTERS, readable.length())) + "-" + hash + EXTENSION;
    }

    private List<Path> files() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(EXTENSION))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of check outcomes " + folder + " cannot be listed.", e);
        }
    }
}
