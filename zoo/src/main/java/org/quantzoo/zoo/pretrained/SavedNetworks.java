package org.quantzoo.zoo.pretrained;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;

/**
 * Networks saved with DL4J's {@link ModelSerializer}, which deserializes Java objects from a file that holds an entry {@code
 * preprocessor.bin}; here only the entries of a plain network are allowed.
 */
public final class SavedNetworks {
    private static final Set<String> ENTRIES = Set.of(
            ModelSerializer.CONFIGURATION_JSON,
            ModelSerializer.COEFFICIENTS_BIN,
            ModelSerializer.UPDATER_BIN,
            ModelSerializer.NO_PARAMS_MARKER);
    private static final long LARGEST_FILE = 1L << 30;
    private static final long LARGEST_CONTENT = 1L << 31;
    private static final int LARGEST_CONFIGURATION = 1 << 24;

    private SavedNetworks() {}

    /**
     * Restores a network for inference: parameters, but no updater state.
     *
     * @throws IOException if the file is missing or damaged, or holds other entries than a plain network's
     */
    public static ComputationGraph restore(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file + "; expected a network saved by Deeplearning4j (.zip).");
        }
        if (Files.size(file) > LARGEST_FILE) {
            throw new IOException(
                    "File " + file + " has " + Files.size(file) + " bytes; expected at most " + LARGEST_FILE + ".");
        }
        // Read once, so that what is checked is what is parsed.
        byte[] content = Files.readAllBytes(file);
        requirePlainNetwork(content, "File " + file);
        try {
            return ModelSerializer.restoreComputationGraph(new ByteArrayInputStream(content), false);
        } catch (RuntimeException e) {
            throw new IOException(
                    "File " + file + " holds no ComputationGraph that can be restored: its parameters are"
                            + " damaged or of another network. Save it again.",
                    e);
        }
    }

    private static void requirePlainNetwork(byte[] content, String file) throws IOException {
        Set<String> found = new HashSet<>();
        long total = 0;
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(content))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                String name = entry.getName();
                if (!ENTRIES.contains(name)) {
                    throw new IOException(file + " holds the entry \"" + name + "\"; a saved network holds only "
                            + ENTRIES.stream().sorted().toList() + ".");
                }
                if (!found.add(name)) {
                    throw new IOException(file + " holds the entry \"" + name + "\" twice. Save the network again.");
                }
                if (name.equals(ModelSerializer.CONFIGURATION_JSON)) {
                    byte[] json = zip.readNBytes(LARGEST_CONFIGURATION);
                    total += json.length;
                    ConfigurationJson.parse(json, file);
                }
                total += discard(zip, file, LARGEST_CONTENT - total);
            }
        } catch (ZipException | EOFException e) {
            throw new IOException(file + " is a damaged zip: " + e.getMessage() + ". Save the network again.", e);
        }
        if (!found.contains(ModelSerializer.CONFIGURATION_JSON)) {
            throw new IOException(file + " is no saved network: it is not a zip with an entry "
                    + ModelSerializer.CONFIGURATION_JSON + ".");
        }
    }

    private static long discard(ZipInputStream zip, String file, long limit) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long total = 0;
        for (int n = zip.read(buffer); n >= 0; n = zip.read(buffer)) {
            total += n;
            if (total > limit) {
                throw new IOException(file + " unpacks to more than " + LARGEST_CONTENT
                        + " bytes, which no network of this library does.");
            }
        }
        return total;
    }
}
