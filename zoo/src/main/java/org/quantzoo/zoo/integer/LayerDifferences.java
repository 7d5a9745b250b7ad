package org.quantzoo.zoo.integer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** The differences of all layers of a network as text. */
public final class LayerDifferences {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private LayerDifferences() {}

    /** A table with a header and one line a layer, in the order of the network. */
    public static String csv(List<LayerDifference> differences) {
        StringBuilder table = new StringBuilder("layer,step,values,differing,mean_steps,max_steps\n");
        for (LayerDifference layer : differences) {
            table.append(String.format(
                    Locale.ROOT,
                    "%s,%.8g,%d,%.6f,%.6f,%.3f%n",
                    layer.layer(),
                    layer.step(),
                    layer.values(),
                    layer.differing(),
                    layer.meanSteps(),
                    layer.maxSteps()));
        }
        return table.toString();
    }

    /** A JSON array with one object a layer, in the order of the network. */
    public static String json(List<LayerDifference> differences) {
        try {
            return JSON.writeValueAsString(differences);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
