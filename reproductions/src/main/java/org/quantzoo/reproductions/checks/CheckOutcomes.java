package org.quantzoo.reproductions.checks;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** A folder of check outcomes, one JSON file each. */
public final class CheckOutcomes {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String EXTENSION = ".json";

    private static final int READABLE_CHARACTERS = 100;
    private static final int HASH_CHARACTERS = 13;

    private final Path folder;

    public CheckOutcomes(Path folder) {
        this.folder = folder;
    }

    /** Writes an outcome; an earlier one with the same id is replaced in one step. */
    public void write(CheckOutcome outcome) {
        String name = fileName(outcome.id());
        try {
            Files.createDirectories(folder);
            Path temporary = Files.createTempFile(folder, name, ".tmp");
            Files.write(temporary, JSON.writeValueAsBytes(outcome));
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            Files.move(
                    temporary,
                    folder.resolve(name),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The outcome of check " + outcome.id() + " cannot be written to " + folder + ": " + e.getMessage()
                            + ".",
                    e);
        }
    }

    /** All outcomes, sorted by id; empty where the folder does not exist. */
    public List<CheckOutcome> readAll() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        List<CheckOutcome> outcomes = new ArrayList<>();
        for (Path file : files()) {
            try {
                outcomes.add(JSON.readValue(file.toFile(), CheckOutcome.class));
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "The check outcome " + file + " is not readable (" + e.getMessage()
                                + "); delete it and run the checks again.",
                        e);
            }
        }
        outcomes.sort(Comparator.comparing(CheckOutcome::id));
        return outcomes;
    }

    /** Removes all outcomes, so that the folder never mixes two builds. */
    public void clear() {
        if (!Files.isDirectory(folder)) {
            return;
        }
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
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(EXTENSION))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of check outcomes " + folder + " cannot be listed.", e);
        }
    }
}
