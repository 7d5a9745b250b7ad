package org.quantzoo.zoo.pretrained;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;
import org.nd4j.shade.jackson.databind.SerializationFeature;
import org.nd4j.shade.jackson.databind.node.ArrayNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import org.quantzoo.datasets.store.Sha256;
import org.quantzoo.zoo.quantization.AffineQuantizer;
import org.quantzoo.zoo.quantization.Range;

/**
 * What a checkpoint file says of its other entries: the hash of the network's configuration, the hash of the numbers, and the
 * tensors that follow each other in them without gaps.
 */
record CheckpointManifest(String networkSha256, String weightsSha256, List<StoredTensor> tensors) {
    private static final String FORMAT = "quantzoo-checkpoint";
    /** Knows weights as float32 and as levels. */
    private static final int VERSION_1 = 1;
    /** Knows other storages as well. */
    private static final int VERSION_2 = 2;

    private static final Set<String> FIELDS = Set.of("format", "version", "networkSha256", "weightsSha256", "tensors");
    private static final Set<String> TENSOR_FIELDS_1 = Set.of("layer", "parameter", "shape", "quantizer");
    private static final Set<String> TENSOR_FIELDS_2 = Set.of("layer", "parameter", "shape", "storage");
    private static final Set<String> QUANTIZER_FIELDS = Set.of("bits", "scale", "zeroPoint", "min", "max");
    /** Of the library that DL4J reads its configuration with: to load another one takes as long as to read a small network. */
    private static final ObjectMapper MAPPER = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    CheckpointManifest {
        tensors = List.copyOf(tensors);
    }

    static CheckpointManifest of(byte[] network, byte[] weights, List<StoredTensor> tensors) {
        return new CheckpointManifest(Sha256.of(network), Sha256.of(weights), tensors);
    }

    /** In the first version that can say it, so that older programs read what they can. */
    private int version() {
        return tensors.stream()
                        .allMatch(tensor -> tensor.storage().equals(TensorStorage.FLOAT32)
                                || tensor.storage() instanceof TensorStorage.Quantized)
                ? VERSION_1
                : VERSION_2;
    }

    byte[] toJson() {
        int version = version();
        ObjectNode json = MAPPER.createObjectNode().put("format", FORMAT).put("version", version);
        json.put("networkSha256", networkSha256).put("weightsSha256", weightsSha256);
        ArrayNode list = json.putArray("tensors");
        for (StoredTensor tensor : tensors) {
            ObjectNode entry = list.addObject().put("layer", tensor.layer()).put("parameter", tensor.parameter());
            ArrayNode shape = entry.putArray("shape");
            tensor.shape().forEach(shape::add);
            String field = version == VERSION_1 ? "quantizer" : "storage";
            if (tensor.storage() instanceof TensorStorage.Quantized quantized) {
                AffineQuantizer quantizer = quantized.quantizer();
                entry.putObject(field)
                        .put("bits", quantizer.bits())
                        .put("scale", quantizer.scale())
                        .put("zeroPoint", quantizer.zeroPoint())
                        .put("min", quantizer.range().min())
                        .put("max", quantizer.range().max());
            } else if (tensor.storage() instanceof TensorStorage.Reals reals) {
                entry.put(field, version == VERSION_1 ? null : reals.type().id());
            }
        }
        try {
            return MAPPER.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of JSON nodes can always be written.", e);
        }
    }

    /**
     * Reads a manifest.
     *
     * @param source the file in an error message
     * @throws IOException if a field is missing, unknown or impossible
     */
    static CheckpointManifest parse(byte[] content, String source) throws IOException {
        JsonNode json;
        try {
            json = MAPPER.readTree(content);
        } catch (JsonProcessingException e) {
            throw new IOException(source + " is damaged: its manifest is not JSON. Get the file again.", e);
        }
        int version = json.path("version").asInt();
        if (!FORMAT.equals(json.path("format").asText()) || version < VERSION_1 || version > VERSION_2) {
            throw new IOException(
                    source + " has format \"" + json.path("format").asText() + "\" version "
                            + json.path("version").asText() + "; this program reads \"" + FORMAT + "\" versions "
                            + VERSION_1 + " to " + VERSION_2 + ".");
        }
        requireFields(json, FIELDS, source + ": the manifest");
        if (!json.get("tensors").isArray()) {
            throw new IOException(source + ": the manifest's \"tensors\" is no list. Get the file again.");
        }
        List<StoredTensor> tensors = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode entry : json.get("tensors")) {
            StoredTensor tensor = tensor(entry, version, source + ": tensor " + tensors.size());
            if (!names.add(tensor.name())) {
                throw new IOException(source + ": the manifest lists the tensor " + tensor.name() + " twice.");
            }
            tensors.add(tensor);
        }
        return new CheckpointManifest(
                text(json, "networkSha256", source), text(json, "weightsSha256", source), tensors);
    }

    private static StoredTensor tensor(JsonNode json, int version, String what) throws IOException {
        requireFields(json, version == VERSION_1 ? TENSOR_FIELDS_1 : TENSOR_FIELDS_2, what);
        List<Long> shape = new ArrayList<>();
        for (JsonNode extent : json.get("shape")) {
            if (!extent.isIntegralNumber() || !extent.canConvertToInt() || extent.intValue() < 1) {
                throw new IOException(
                        what + " has an extent of " + extent + "; expected a whole number of at least 1.");
            }
            shape.add(extent.longValue());
        }
        if (shape.isEmpty()) {
            throw new IOException(what + " has no shape; expected a list of extents.");
        }
        TensorStorage storage =
                version == VERSION_1 ? storage1(json.get("quantizer"), what) : storage2(json.get("storage"), what);
        return new StoredTensor(text(json, "layer", what), text(json, "parameter", what), shape, storage);
    }

    private static TensorStorage storage1(JsonNode quantizer, String what) throws IOException {
        return quantizer.isNull() ? TensorStorage.FLOAT32 : new TensorStorage.Quantized(quantizer(quantizer, what));
    }

    private static TensorStorage storage2(JsonNode json, String what) throws IOException {
        if (json.isObject()) {
            return new TensorStorage.Quantized(quantizer(json, what));
        }
        return Optional.ofNullable(json.textValue())
                .flatMap(FloatStorage::of)
                .map(TensorStorage.Reals::new)
                .orElseThrow(() -> new IOException(what + " has the storage " + json + "; expected one of "
                        + Arrays.stream(FloatStorage.values())
                                .map(storage -> "\"" + storage.id() + "\"")
                                .toList()
                        + " or a quantizer."));
    }

    private static AffineQuantizer quantizer(JsonNode json, String what) throws IOException {
        requireFields(json, QUANTIZER_FIELDS, what + "'s quantizer");
        for (String field : QUANTIZER_FIELDS) {
            boolean whole = field.equals("bits") || field.equals("zeroPoint");
            if (whole ? !json.get(field).isInt() : !json.get(field).isNumber()) {
                throw new IOException(what + " has a quantizer whose " + field + " is " + json.get(field)
                        + "; expected a " + (whole ? "whole " : "") + "number.");
            }
        }
        try {
            return new AffineQuantizer(
                    json.get("bits").intValue(),
                    json.get("scale").doubleValue(),
                    json.get("zeroPoint").intValue(),
                    new Range(json.get("min").doubleValue(), json.get("max").doubleValue()));
        } catch (IllegalArgumentException e) {
            throw new IOException(what + " has an impossible quantizer: " + e.getMessage(), e);
        }
    }

    private static void requireFields(JsonNode json, Set<String> fields, String what) throws IOException {
        Set<String> found = new HashSet<>();
        json.fieldNames().forEachRemaining(found::add);
        if (!json.isObject() || !found.equals(fields)) {
            throw new IOException(
                    what + " has the fields " + found.stream().sorted().toList() + "; expected "
                            + fields.stream().sorted().toList() + ".");
        }
    }

    private static String text(JsonNode json, String field, String what) throws IOException {
        if (!json.get(field).isTextual()) {
            throw new IOException(what + " has a field \"" + field + "\" that is no text. Get the file again.");
        }
        return json.get(field).textValue();
    }
}
