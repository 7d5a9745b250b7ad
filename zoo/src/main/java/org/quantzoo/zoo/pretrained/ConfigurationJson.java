package org.quantzoo.zoo.pretrained;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;

/**
 * Parses DL4J's configuration of a network from an untrusted file.
 *
 * <p>DL4J's JSON names the class of every layer and setting, and parsing it makes an object of each. Only packages of plain
 * settings are allowed.
 */
final class ConfigurationJson {
    private static final List<Pattern> ALLOWED = List.of(
            Pattern.compile("org\\.quantzoo\\.zoo\\.layers\\.[A-Za-z]+"),
            Pattern.compile("org\\.deeplearning4j\\.nn\\.conf\\.[A-Za-z0-9.$]+"),
            Pattern.compile("org\\.deeplearning4j\\.nn\\.weights\\.[A-Za-z]+"),
            Pattern.compile("org\\.nd4j\\.linalg\\.(activations\\.impl|learning\\.config|learning\\.regularization|"
                    + "lossfunctions\\.impl|schedule)\\.[A-Za-z0-9]+"));
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ConfigurationJson() {}

    /**
     * The configuration in a file's entry.
     *
     * @param file the file in an error message
     * @throws IOException if it is not one of DL4J's, or names a class that is none of DL4J's or this library's settings
     */
    static ComputationGraphConfiguration parse(byte[] json, String file) throws IOException {
        JsonNode tree;
        try {
            tree = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is damaged: its network configuration is not JSON. Get the file again.", e);
        }
        requireAllowedClasses(tree, file);
        try {
            ComputationGraphConfiguration configuration =
                    ComputationGraphConfiguration.fromJson(new String(json, StandardCharsets.UTF_8));
            if (configuration.getVertices() == null
                    || configuration.getVertices().isEmpty()) {
                throw new IllegalArgumentException("It has no vertices.");
            }
            return configuration;
        } catch (RuntimeException e) {
            throw new IOException(
                    file
                            + " holds no network configuration that this version of Deeplearning4j reads. Get the file again.",
                    e);
        }
    }

    private static void requireAllowedClasses(JsonNode tree, String file) throws IOException {
        for (JsonNode name : tree.findValues("@class")) {
            String type = name.asText();
            if (ALLOWED.stream().noneMatch(allowed -> allowed.matcher(type).matches())) {
                throw new IOException(file + " names the class " + type
                        + " in its network configuration; expected layers and settings of Deeplearning4j or QuantZoo.");
            }
        }
    }
}
