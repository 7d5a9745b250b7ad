package org.quantzoo.datasets.architectures;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Genotype files: one architecture as a JSON object.
 *
 * <p>For example {@code {"C":32,"cells":4,"stemKernel":3,"stemType":0,"stemPool":false,"batchNorm":true,"channelMultiplier":2,
 * "fcLayers":1,"fcWidth":0,"globalPooling":true,"normal":[["sep_conv_3x3",0],["skip_connect",1]],
 * "reduce":[["max_pool_3x3",0],["conv_3x3",1]],"concat":[2]}}. All fields are required and no others allowed.
 */
public final class ArchitectureJson {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Set<String> FIELDS = new LinkedHashSet<>(List.of(
            "C",
            "cells",
            "stemKernel",
            "stemType",
            "stemPool",
            "batchNorm",
            "channelMultiplier",
            "fcLayers",
            "fcWidth",
            "globalPooling",
            "normal",
            "reduce",
            "concat"));

    private final JsonNode root;
    private final String source;

    private ArchitectureJson(JsonNode root, String source) {
        this.root = root;
        this.source = source;
    }

    /**
     * Reads a genotype file.
     *
     * @throws IOException if the file cannot be read
     * @throws IllegalArgumentException if it is not a genotype; the message names the file and the field
     */
    public static Architecture read(Path file) throws IOException {
        byte[] json;
        try {
            json = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(
                    "Genotype file " + file + " does not exist; name a JSON file that describes an architecture.", e);
        }
        return read(json, file.toString());
    }

    /**
     * Reads a genotype.
     *
     * @param json UTF-8 text
     * @param source name for messages
     * @throws IllegalArgumentException if the text is not a genotype; the message names the source and the field
     */
    public static Architecture read(byte[] json, String source) {
        JsonNode root;
        try {
            root = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Genotype " + source + " is not valid JSON: " + e.getOriginalMessage() + ".", e);
        } catch (IOException e) {
            throw new IllegalArgumentException("Genotype " + source + " is not UTF-8 text.", e);
        }
        return new ArchitectureJson(root, source).architecture();
    }

    private Architecture architecture() {
        if (!root.isObject()) {
            throw error("must be a JSON object with the fields " + String.join(", ", FIELDS));
        }
        root.fieldNames().forEachRemaining(name -> {
            if (!FIELDS.contains(name)) {
                throw error("has the unknown field \"" + name + "\"; the fields are " + String.join(", ", FIELDS));
            }
        });
        try {
            Genotype genotype = new Genotype(edges("normal"), edges("reduce"), states());
            return new Architecture(
                    genotype,
                    integer("C"),
                    integer("cells"),
                    integer("stemKernel"),
                    integer("stemType"),
                    flag("stemPool"),
                    flag("batchNorm"),
                    integer("channelMultiplier"),
                    integer("fcLayers"),
                    integer("fcWidth"),
                    flag("globalPooling"));
        } catch (InvalidFieldException e) {
            throw e;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("Genotype " + source + ": " + e.getMessage(), e);
        }
    }

    private JsonNode field(String name) {
        JsonNode value = root.get(name);
        if (value == null) {
            throw error("lacks the field \"" + name + "\"");
        }
        return value;
    }

    private int integer(String name) {
        JsonNode value = field(name);
        if (!value.isInt()) {
            throw error("needs an integer in the field \"" + name + "\"; found " + value);
        }
        return value.intValue();
    }

    private boolean flag(String name) {
        JsonNode value = field(name);
        if (!value.isBoolean()) {
            throw error("needs true or false in the field \"" + name + "\"; found " + value);
        }
        return value.booleanValue();
    }

    private List<CellEdge> edges(String name) {
        List<CellEdge> edges = new ArrayList<>();
        for (JsonNode edge : array(name)) {
            if (!edge.isArray()
                    || edge.size() != 2
                    || !edge.get(0).isTextual()
                    || !edge.get(1).isInt()) {
                throw error("needs pairs like [\"conv_3x3\",1] in the field \"" + name + "\"; found " + edge);
            }
            CellOperation operation = CellOperation.ofGenotypeName(edge.get(0).textValue());
            edges.add(new CellEdge(operation, edge.get(1).intValue()));
        }
        return edges;
    }

    private List<Integer> states() {
        List<Integer> states = new ArrayList<>();
        for (JsonNode state : array("concat")) {
            if (!state.isInt()) {
                throw error("needs integers in the field \"concat\"; found " + state);
            }
            states.add(state.intValue());
        }
        return states;
    }

    private JsonNode array(String name) {
        JsonNode value = field(name);
        if (!value.isArray()) {
            throw error("needs an array in the field \"" + name + "\"; found " + value);
        }
        return value;
    }

    private InvalidFieldException error(String problem) {
        return new InvalidFieldException("Genotype " + source + " " + problem + ".");
    }

    /** A message that already names its source. */
    private static final class InvalidFieldException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        InvalidFieldException(String message) {
            super(message);
        }
    }

    /** Writes an architecture as one line of JSON, fields in the order of the class comment. */
    public static String write(Architecture architecture) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("C", architecture.channels());
        json.put("cells", architecture.cells());
        json.put("stemKernel", architecture.stemKernel());
        json.put("stemType", architecture.stemType());
        json.put("stemPool", architecture.stemPool());
        json.put("batchNorm", architecture.batchNorm());
        json.put("channelMultiplier", architecture.channelMultiplier());
        json.put("fcLayers", architecture.fcLayers());
        json.put("fcWidth", architecture.fcWidth());
        json.put("globalPooling", architecture.globalPooling());
        Genotype genotype = architecture.genotype();
        writeEdges(genotype.normal(), json.putArray("normal"));
        writeEdges(genotype.reduce(), json.putArray("reduce"));
        ArrayNode concat = json.putArray("concat");
        genotype.concat().forEach(concat::add);
        return json.toString();
    }

    private static void writeEdges(List<CellEdge> edges, ArrayNode array) {
        for (CellEdge edge : edges) {
            array.addArray().add(edge.operation().genotypeName()).add(edge.input());
        }
    }
}
