package org.quantzoo.zoo.analysis;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.quantzoo.zoo.quantization.Range;
import org.quantzoo.zoo.quantization.SignalToNoise;
import org.quantzoo.zoo.quantization.TensorStatistics;

/**
 * Analyses as JSON text, and back.
 *
 * <p>Widths, average precisions and decibels are written for readers and computed again when text is read. An infinite ratio is the
 * string {@code "Infinity"}.
 */
public final class AnalysisJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addMixIn(Range.class, WithWidth.class)
            .addMixIn(SignalToNoise.class, WithDecibels.class)
            .addMixIn(TensorStatistics.class, WithPrecision.class)
            .serializationInclusion(JsonInclude.Include.ALWAYS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private AnalysisJson() {}

    private abstract static class WithWidth {
        @JsonProperty("width")
        abstract double width();
    }

    private abstract static class WithDecibels {
        @JsonProperty("decibels")
        abstract double decibels();
    }

    private abstract static class WithPrecision {
        @JsonProperty("averagePrecision")
        abstract double averagePrecision();
    }

    /** The JSON of an analysis, ending in a newline. */
    public static String write(LayerwiseAnalysis analysis) {
        return text(analysis);
    }

    /** The JSON of an attribution, ending in a newline. */
    public static String write(ErrorAttribution attribution) {
        return text(attribution);
    }

    /**
     * The analysis in a text made by {@link #write(LayerwiseAnalysis)}.
     *
     * @throws IllegalArgumentException where the text is not such JSON
     */
    public static LayerwiseAnalysis readAnalysis(String json) {
        return parsed(json, LayerwiseAnalysis.class);
    }

    /**
     * The attribution in a text made by {@link #write(ErrorAttribution)}.
     *
     * @throws IllegalArgumentException where the text is not such JSON
     */
    public static ErrorAttribution readAttribution(String json) {
        return parsed(json, ErrorAttribution.class);
    }

    private static <T> T parsed(String json, Class<T> type) {
        try {
            return MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "Expected the JSON of a " + type.getSimpleName() + ", found text that is none ("
                            + e.getOriginalMessage() + "); write it again with AnalysisJson.write.",
                    e);
        }
    }

    private static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot be written as JSON: " + value, e);
        }
    }
}
