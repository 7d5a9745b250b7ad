package org.quantzoo.zoo.pretrained;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.nd4j.shade.jackson.core.JsonParser;
import org.nd4j.shade.jackson.core.JsonProcessingException;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * Parses DL4J's configuration of a network from an untrusted file.
 *
 * <p>DL4J's JSON names the class of every layer and setting, and parsing it makes an object of each. Only packages of plain
 * settings are allowed. They are looked for in the text that DL4J gets, with the parser that DL4J has, and a field that is there
 * twice is refused: where one reader takes the first and another the last, the one that is checked need not be the one that is made.
 */
final class ConfigurationJson {
    private static final List<Pattern> ALLOWED = List.of(
            Pattern.compile("org\\.quantzoo\\.zoo\\.layers\\.[A-Za-z]+"),
            Pattern.compile("org\\.deeplearning4j\\.nn\\.conf\\.[A-Za-z0-9.$]+"),
            Pattern.compile("org\\.deeplearning4j\\.nn\\.weights\\.[A-Za-z]+"),
            Pattern.compile("org\\.nd4j\\.linalg\\.(activations\\.impl|learning\\.config|learning\\.regularization|"
                    + "lossfunctions\\.impl|schedule)\\.[A-Za-z0-9]+"));
    /** A field "type" holds the class of a distribution, and elsewhere a constant. */
    private static final Pattern CONSTANT = Pattern.compile("[A-Z][A-Z0-9_]*");

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private ConfigurationJson() {}

    /**
     * The configuration in a file's entry.
     *
     * @param file the file in an error message
     * @throws IOException if it is not one of DL4J's, or names a class that is none of DL4J's or this library's settings
     */
    static ComputationGraphConfiguration parse(byte[] json, String file) throws IOException {
        String text = new String(json, StandardCharsets.UTF_8);
        JsonNode tree;
        try {
            tree = MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is damaged: its network configuration is not JSON. Get the file again.", e);
        }
        requireAllowedClasses(tree, file);
        try {
            ComputationGraphConfiguration configuration = ComputationGraphConfiguration.fromJson(text);
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
            requireAllowed(name.asText(), file);
        }
        for (JsonNode name : tree.findValues("type")) {
            if (!CONSTANT.matcher(name.asText()).matches()) {
                requireAllowed(name.asText(), file);
            }
        }
    }

    private static void requireAllowed(String type, String file) throws IOException {
        if (ALLOWED.stream().noneMatch(allowed -> allowed.matcher(type).matches())) {
            throw new IOException(file + " names the class " + type
                    + " in its network configuration; expected layers and settings of Deeplearning4j or QuantZoo.");
        }
    }
}
