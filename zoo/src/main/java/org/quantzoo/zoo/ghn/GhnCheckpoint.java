package org.quantzoo.zoo.ghn;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.datasets.store.Sha256;

/**
 * The weights of a graph hypernetwork on disk: a directory with a manifest and a file of numbers.
 *
 * <p>{@code manifest.json} states the configuration, the tensors with their shapes, and the length and SHA-256 of the numbers;
 * these are the tensors' elements one after the other, little-endian, in a file named after that hash. The manifest is written
 * last and replaced at once, so that a directory holds a whole checkpoint or none. Loading compares length and hash before
 * reading any number.
 */
public final class GhnCheckpoint {

    /** The name of the manifest in a checkpoint directory. */
    public static final String MANIFEST = "manifest.json";

    private static final String FORMAT = "quantzoo-ghn";
    private static final int VERSION = 1;
    private static final int LARGEST_MANIFEST = 1 << 20;
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private GhnCheckpoint() {}

    /**
     * Writes a checkpoint; one that was there before is replaced as a whole.
     *
     * @param directory created if missing
     * @throws IOException if it cannot be written; a checkpoint that was there before still loads then
     */
    public static void save(GhnWeights weights, Path directory) throws IOException {
        Files.createDirectories(directory);
        byte[] numbers = numbers(weights);
        String hash = Sha256.of(numbers);
        String file = "weights-" + hash.substring(0, 16) + ".bin";
        ObjectNode manifest = MAPPER.createObjectNode();
        manifest.put("format", FORMAT);
        manifest.put("version", VERSION);
        GhnConfiguration configuration = weights.configuration();
        manifest.put("classes", configuration.classes());
        manifest.put("maxDistance", configuration.maxDistance());
        manifest.put("realEdgesInVirtualSum", configuration.realEdgesInVirtualSum());
        manifest.put("encoder", configuration.encoder().id());
        manifest.put("dataType", weights.dataType().name());
        manifest.put("file", file);
        manifest.put("bytes", numbers.length);
        manifest.put("sha256", hash);
        manifest.set("tensors", tensors(configuration));
        String previous = Files.exists(directory.resolve(MANIFEST)) ? previousFile(directory) : null;
        AtomicFiles.write(directory.resolve(file), numbers);
        AtomicFiles.write(directory.resolve(MANIFEST), MAPPER.writeValueAsBytes(manifest));
        if (previous != null && !previous.equals(file)) {
            Files.deleteIfExists(directory.resolve(previous));
        }
    }

    private static ArrayNode tensors(GhnConfiguration configuration) {
        ArrayNode tensors = MAPPER.createArrayNode();
        for (GhnTensor tensor : GhnTensor.of(configuration)) {
            ObjectNode entry = tensors.addObject().put("name", tensor.id());
            ArrayNode shape = entry.putArray("shape");
            for (long extent : tensor.shape(configuration)) {
                shape.add((int) extent);
            }
        }
        return tensors;
    }

    private static String previousFile(Path directory) throws IOException {
        try {
            String name = MAPPER.readTree(Files.readAllBytes(directory.resolve(MANIFEST)))
                    .path("file")
                    .asText();
            return isFileName(name) ? name : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static boolean isFileName(String name) {
        return name.matches("weights-[0-9a-f]{16}\\.bin");
    }

    private static byte[] numbers(GhnWeights weights) {
        int length = (int) weights.vector().length();
        if (weights.dataType() == DataType.FLOAT) {
            ByteBuffer buffer = ByteBuffer.allocate(Float.BYTES * length).order(ByteOrder.LITTLE_ENDIAN);
            buffer.asFloatBuffer().put(weights.vector().dup('c').data().asFloat());
            return buffer.array();
        }
        ByteBuffer buffer = ByteBuffer.allocate(Double.BYTES * length).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asDoubleBuffer().put(weights.vector().dup('c').data().asDouble());
        return buffer.array();
    }

    /**
     * Reads a checkpoint.
     *
     * @throws IOException if it is missing, damaged or of another version; the message names the file and the remedy
     */
    public static GhnWeights load(Path directory) throws IOException {
        return load(CheckpointFolder.directory(directory));
    }

    /**
     * Reads a checkpoint from an artifact on the class path of the current thread.
     *
     * @param id for example {@code ghn-q-quick}
     * @throws IOException if there is none of this name, or it is damaged or of another version
     */
    public static GhnWeights load(String id) throws IOException {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return load(CheckpointFolder.onClassPath(id, context == null ? GhnCheckpoint.class.getClassLoader() : context));
    }

    private static GhnWeights load(CheckpointFolder folder) throws IOException {
        JsonNode manifest = manifest(folder);
        String file = text(manifest, "file", folder);
        if (!isFileName(file)) {
            throw new IOException("The manifest in " + folder + " names the file \"" + file
                    + "\"; expected weights-<16 hexadecimal digits>.bin. Get the checkpoint again.");
        }
        GhnConfiguration configuration = configuration(manifest, folder);
        DataType type = dataType(text(manifest, "dataType", folder), folder);
        if (!tensors(configuration).equals(manifest.get("tensors"))) {
            throw new IOException("The manifest in " + folder + " lists other tensors than a hypernetwork of its"
                    + " configuration has. Get the checkpoint again.");
        }
        int length = (int) GhnWeights.length(configuration);
        int bytes = length * (type == DataType.DOUBLE ? Double.BYTES : Float.BYTES);
        byte[] numbers = numbers(folder, file, bytes);
        if (!Sha256.of(numbers).equals(text(manifest, "sha256", folder))) {
            throw new IOException("File " + file + " in " + folder
                    + " is damaged: its SHA-256 is not that of the manifest. Get the checkpoint again.");
        }
        return new GhnWeights(configuration, parse(numbers, type, length));
    }

    private static byte[] numbers(CheckpointFolder folder, String file, int bytes) throws IOException {
        byte[] numbers;
        try {
            numbers = folder.read(file, bytes);
        } catch (NoSuchFileException e) {
            throw new IOException("File " + file + " is missing in " + folder + ". Get the checkpoint again.", e);
        }
        if (numbers.length != bytes) {
            throw new IOException("File " + file + " in " + folder + " has "
                    + (numbers.length > bytes ? "more than " + bytes : numbers.length)
                    + " bytes; a hypernetwork of this configuration has " + bytes + ". Get the checkpoint again.");
        }
        return numbers;
    }

    private static DataType dataType(String name, CheckpointFolder folder) throws IOException {
        return switch (name) {
            case "FLOAT" -> DataType.FLOAT;
            case "DOUBLE" -> DataType.DOUBLE;
            default -> throw new IOException("The manifest in " + folder + " states the data type \"" + name
                    + "\"; expected FLOAT or DOUBLE. Get the checkpoint again.");
        };
    }

    private static INDArray parse(byte[] numbers, DataType type, int length) {
        ByteBuffer buffer = ByteBuffer.wrap(numbers).order(ByteOrder.LITTLE_ENDIAN);
        if (type == DataType.FLOAT) {
            float[] values = new float[length];
            buffer.asFloatBuffer().get(values);
            return Nd4j.createFromArray(values).reshape(1, length);
        }
        double[] values = new double[length];
        buffer.asDoubleBuffer().get(values);
        return Nd4j.createFromArray(values).reshape(1, length);
    }

    private static JsonNode manifest(CheckpointFolder folder) throws IOException {
        JsonNode manifest;
        try {
            manifest = MAPPER.readTree(folder.read(MANIFEST, LARGEST_MANIFEST));
        } catch (NoSuchFileException e) {
            throw new IOException("There is no checkpoint in " + folder + ": " + MANIFEST + " is missing.", e);
        } catch (JsonProcessingException e) {
            throw new IOException(
                    "File " + MANIFEST + " in " + folder + " is damaged: it is not JSON. Get the checkpoint again.", e);
        }
        if (!FORMAT.equals(manifest.path("format").asText())
                || manifest.path("version").asInt() != VERSION) {
            throw new IOException("File " + MANIFEST + " in " + folder + " has format \""
                    + manifest.path("format").asText() + "\" version "
                    + manifest.path("version").asText() + "; this program reads \"" + FORMAT + "\" version " + VERSION
                    + ".");
        }
        return manifest;
    }

    private static String text(JsonNode manifest, String field, CheckpointFolder folder) throws IOException {
        JsonNode value = manifest.get(field);
        if (value == null || !value.isTextual()) {
            throw new IOException(
                    "The manifest in " + folder + " lacks the text field \"" + field + "\". Get the checkpoint again.");
        }
        return value.textValue();
    }

    private static GhnConfiguration configuration(JsonNode manifest, CheckpointFolder folder) throws IOException {
        JsonNode classes = manifest.path("classes");
        JsonNode distance = manifest.path("maxDistance");
        JsonNode realEdges = manifest.path("realEdgesInVirtualSum");
        if (!classes.isInt() || !distance.isInt() || !realEdges.isBoolean()) {
            throw new IOException("The manifest in " + folder
                    + " lacks a valid classes, maxDistance or realEdgesInVirtualSum. Get the checkpoint again.");
        }
        try {
            // Checkpoints that were written before there was a choice have no such field.
            NodeEncoder encoder = NodeEncoder.of(manifest.path("encoder").asText(NodeEncoder.GATED_MESSAGES.id()));
            return new GhnConfiguration(classes.intValue(), distance.intValue(), realEdges.booleanValue(), encoder);
        } catch (IllegalArgumentException e) {
            throw new IOException("The manifest in " + folder + " is invalid: " + e.getMessage(), e);
        }
    }
}
