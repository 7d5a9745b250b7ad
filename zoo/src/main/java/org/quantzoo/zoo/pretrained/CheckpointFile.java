package org.quantzoo.zoo.pretrained;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.store.AtomicFiles;
import org.quantzoo.datasets.store.Sha256;
import org.quantzoo.zoo.layers.FakeQuantize;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * A trained network as one file: a zip with a manifest, DL4J's configuration of the network, and its numbers.
 *
 * <p>Weights with a quantizer are stored as its integer levels, packed to its bits; weights without as float32 or, rounded once when
 * they are written, as bfloat16; everything else as little-endian float32. Reading gives the stored network bit for bit. A file is
 * checked in this order, and what fails is never parsed further: length and SHA-256 against what the caller knows of it; the form of
 * the {@linkplain StoredZip zip}; the hashes in the manifest; the classes that the configuration names; number and shapes of the
 * parameters; every value.
 */
public final class CheckpointFile {
    private static final String MANIFEST = "manifest.json";
    private static final String NETWORK = "network.json";
    private static final String WEIGHTS = "weights.bin";
    private static final List<String> ENTRIES = List.of(MANIFEST, NETWORK, WEIGHTS);
    private static final long LARGEST = 1L << 29;
    private static final int LARGEST_JSON = 1 << 24;
    private static final String QUANTIZE = ".quantize";
    /** The key of a layer's weights, of which there are many. */
    private static final String WEIGHT = "W";

    private CheckpointFile() {}

    /** The file content for a float network. */
    public static byte[] encode(ComputationGraph network) {
        return encode(network, FloatStorage.FLOAT32);
    }

    /**
     * The file content for a float network whose weights take less room; a file of {@link FloatStorage#BFLOAT16} holds the network
     * with rounded weights. Biases and the parameters of batch normalisation are few, and float32 in any file.
     *
     * @throws IllegalArgumentException if a parameter is not a finite number as it would be stored
     */
    public static byte[] encode(ComputationGraph network, FloatStorage weights) {
        return encode(network, layer -> new TensorStorage.Reals(weights));
    }

    /** The file content for a quantized network. */
    public static byte[] encode(QuantizedNetwork network) {
        return encode(network.network(), layer -> {
            AffineQuantizer quantizer = network.weights().get(layer);
            return quantizer == null ? TensorStorage.FLOAT32 : new TensorStorage.Quantized(quantizer);
        });
    }

    private static byte[] encode(ComputationGraph network, Function<String, TensorStorage> weightStorage) {
        List<StoredTensor> tensors = tensors(network, weightStorage);
        long bytes = tensors.stream().mapToLong(StoredTensor::bytes).sum();
        ByteBuffer weights = ByteBuffer.allocate(Math.toIntExact(bytes));
        for (StoredTensor tensor : tensors) {
            INDArray values = network.getLayer(tensor.layer()).getParam(tensor.parameter());
            weights.put(tensor.storage().encode(values, "Tensor " + tensor.name()));
        }
        byte[] configuration = network.getConfiguration().toJson().getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> entries = new LinkedHashMap<>();
        entries.put(
                MANIFEST,
                CheckpointManifest.of(configuration, weights.array(), tensors).toJson());
        entries.put(NETWORK, configuration);
        entries.put(WEIGHTS, weights.array());
        return StoredZip.write(entries);
    }

    /**
     * The parameters of a network in topological order.
     *
     * @param weightStorage by layer; everything but weights is float32
     */
    private static List<StoredTensor> tensors(ComputationGraph network, Function<String, TensorStorage> weightStorage) {
        List<StoredTensor> tensors = new ArrayList<>();
        for (String name : network.getConfiguration().getTopologicalOrderStr()) {
            if (!(network.getConfiguration().getVertices().get(name) instanceof LayerVertex)) {
                continue;
            }
            network.getLayer(name).paramTable().forEach((key, values) -> {
                List<Long> shape = new ArrayList<>();
                for (long extent : values.shape()) {
                    shape.add(extent);
                }
                tensors.add(new StoredTensor(
                        name, key, shape, key.equals(WEIGHT) ? weightStorage.apply(name) : TensorStorage.FLOAT32));
            });
        }
        return tensors;
    }

    /**
     * Writes {@link #encode(ComputationGraph)} to a file, which is complete under its name or not there at all.
     *
     * @throws IOException if it cannot be written; a file that was there before is still there then
     */
    public static void write(ComputationGraph network, Path file) throws IOException {
        AtomicFiles.write(file, encode(network));
    }

    /**
     * Writes {@link #encode(QuantizedNetwork)} to a file, which is complete under its name or not there at all.
     *
     * @throws IOException if it cannot be written; a file that was there before is still there then
     */
    public static void write(QuantizedNetwork network, Path file) throws IOException {
        AtomicFiles.write(file, encode(network));
    }

    /**
     * Reads a file that nothing is known of but its name.
     *
     * @throws IOException if it is missing, damaged or hostile
     */
    public static QuantizedNetwork read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("There is no file " + file + "; expected a checkpoint of this library.");
        }
        String source = "File " + file;
        requireSize(Files.size(file), source);
        return decode(Files.readAllBytes(file), source);
    }

    /**
     * Reads file content after comparing it with its length and hash.
     *
     * @param source what it is, at the start of an error message
     * @param bytes its length
     * @param sha256 in lower-case hexadecimal
     * @throws IOException if it is another content, damaged or hostile
     */
    public static QuantizedNetwork decode(byte[] content, String source, long bytes, String sha256) throws IOException {
        if (content.length != bytes) {
            throw new IOException(
                    source + " has " + content.length + " bytes, expected " + bytes + ". Get the file again.");
        }
        String found = Sha256.of(content);
        if (!found.equals(sha256)) {
            throw new IOException(
                    source + " is damaged: its SHA-256 is " + found + ", expected " + sha256 + ". Get the file again.");
        }
        return decode(content, source);
    }

    /**
     * Reads file content.
     *
     * @param source what it is, at the start of an error message
     * @return the network; without quantizers where it was saved as a float network
     * @throws IOException if it is damaged or hostile
     */
    public static QuantizedNetwork decode(byte[] content, String source) throws IOException {
        requireSize(content.length, source);
        Map<String, byte[]> entries = StoredZip.read(content, ENTRIES, source);
        byte[] json = entries.get(NETWORK);
        if (entries.get(MANIFEST).length > LARGEST_JSON || json.length > LARGEST_JSON) {
            throw new IOException(source + " has a description of more than " + LARGEST_JSON + " bytes.");
        }
        CheckpointManifest manifest = CheckpointManifest.parse(entries.get(MANIFEST), source);
        requireHash(json, manifest.networkSha256(), NETWORK, source);
        byte[] weights = entries.get(WEIGHTS);
        requireHash(weights, manifest.weightsSha256(), WEIGHTS, source);
        requireLength(manifest, weights, source);
        ComputationGraphConfiguration configuration = ConfigurationJson.parse(json, source);
        ComputationGraph network = empty(configuration, manifest, source);
        Map<String, AffineQuantizer> quantizers = new LinkedHashMap<>();
        int offset = 0;
        for (StoredTensor tensor : manifest.tensors()) {
            float[] values = tensor.storage()
                    .decode(weights, offset, Math.toIntExact(tensor.length()), source + ": tensor " + tensor.name());
            network.getLayer(tensor.layer())
                    .getParam(tensor.parameter())
                    .assign(Nd4j.createFromArray(values).reshape('c', tensor.shapeArray()));
            if (tensor.storage() instanceof TensorStorage.Quantized quantized) {
                quantizers.put(tensor.layer(), quantized.quantizer());
            }
            offset += (int) tensor.bytes();
        }
        return new QuantizedNetwork(network, quantizers, activations(configuration));
    }

    private static void requireSize(long bytes, String source) throws IOException {
        if (bytes > LARGEST) {
            throw new IOException(source + " has " + bytes + " bytes; a checkpoint has at most " + LARGEST + ".");
        }
    }

    private static void requireHash(byte[] content, String sha256, String entry, String source) throws IOException {
        if (!Sha256.of(content).equals(sha256)) {
            throw new IOException(source + " is damaged: its entry \"" + entry
                    + "\" does not have the SHA-256 in its manifest. Get the file again.");
        }
    }

    private static void requireLength(CheckpointManifest manifest, byte[] weights, String source) throws IOException {
        long expected = 0;
        try {
            for (StoredTensor tensor : manifest.tensors()) {
                expected = Math.addExact(expected, tensor.bytes());
            }
        } catch (ArithmeticException e) {
            throw new IOException(source + ": the tensors of its manifest have more elements than can be counted.", e);
        }
        if (expected != weights.length) {
            throw new IOException(source + ": the tensors of its manifest need " + expected + " bytes, found "
                    + weights.length + ".");
        }
    }

    /** The network with parameters not yet set; made only if the file holds as many numbers as it needs. */
    private static ComputationGraph empty(
            ComputationGraphConfiguration configuration, CheckpointManifest manifest, String source)
            throws IOException {
        ComputationGraph network;
        try {
            long needed = 0;
            for (GraphVertex vertex : configuration.getVertices().values()) {
                needed = Math.addExact(needed, vertex.numParams(false));
            }
            long stored =
                    manifest.tensors().stream().mapToLong(StoredTensor::length).sum();
            if (needed != stored || configuration.getDataType() != DataType.FLOAT) {
                throw new IOException(source + " holds " + stored + " float parameters, expected " + needed
                        + " of type " + configuration.getDataType() + " by its network configuration.");
            }
            network = new ComputationGraph(configuration);
            // Parameters of its own would be drawn at random, only to be overwritten: most of the time of loading.
            network.init(Nd4j.create(DataType.FLOAT, 1, needed), false);
        } catch (RuntimeException e) {
            throw new IOException(source + " describes a network that cannot be built: " + e.getMessage(), e);
        }
        List<StoredTensor> expected = tensors(network, layer -> TensorStorage.FLOAT32);
        for (int i = 0; i < Math.max(expected.size(), manifest.tensors().size()); i++) {
            String found =
                    i < manifest.tensors().size() ? describe(manifest.tensors().get(i)) : "nothing";
            String wanted = i < expected.size() ? describe(expected.get(i)) : "nothing";
            if (!found.equals(wanted)) {
                throw new IOException(
                        source + " holds " + found + " as tensor " + i + "; its network has " + wanted + ".");
            }
        }
        return network;
    }

    private static String describe(StoredTensor tensor) {
        return tensor.name() + " " + tensor.shape();
    }

    /** The quantizers of activations, which belong to the configuration; a layer is named after what it quantizes. */
    private static Map<String, AffineQuantizer> activations(ComputationGraphConfiguration configuration) {
        Map<String, AffineQuantizer> activations = new LinkedHashMap<>();
        configuration.getVertices().forEach((name, vertex) -> {
            Layer layer = vertex instanceof LayerVertex layerVertex
                    ? layerVertex.getLayerConf().getLayer()
                    : null;
            if (layer instanceof FakeQuantize fakeQuantize && name.endsWith(QUANTIZE)) {
                activations.put(name.substring(0, name.length() - QUANTIZE.length()), fakeQuantize.getQuantizer());
            }
        });
        return activations;
    }
}
