package org.quantzoo.benchmarks.throughput;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.quantzoo.benchmarks.engines.Precision;
import org.quantzoo.datasets.store.AtomicFiles;

/**
 * The measurements of one run of the program, from which every ratio can be recomputed.
 *
 * @param all in the order in which they were taken
 */
public record Measurements(List<Measurement> all) {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    public Measurements {
        all = List.copyOf(all);
    }

    /** The engine's measurement on the same network, mode and batch, if it was taken. */
    public Optional<Measurement> find(Measurement like, EngineKind engine, Precision precision) {
        return all.stream()
                .filter(like::isComparableWith)
                .filter(m -> m.engine() == engine && m.precision() == precision)
                .findFirst();
    }

    /** How many times faster QuantZoo is than the peer (in float32) on the same network, mode and batch. */
    public Optional<Double> ratio(Measurement like, Precision precision, EngineKind peer) {
        return find(like, EngineKind.QUANTZOO, precision).flatMap(ours -> find(like, peer, Precision.FLOAT32)
                .map(theirs -> ours.imagesPerSecond() / theirs.imagesPerSecond()));
    }

    /** One measurement for each network, mode and batch, in order; which engine's is not said. */
    public List<Measurement> workloads() {
        return all.stream()
                .filter(m ->
                        all.stream().filter(m::isComparableWith).findFirst().orElseThrow() == m)
                .toList();
    }

    /** Writes a JSON array of the measurements. */
    public void write(Path file) throws IOException {
        AtomicFiles.write(file, JSON.writeValueAsBytes(all));
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IOException where a field is unknown or the file is not such an array
     */
    public static Measurements read(Path file) throws IOException {
        return new Measurements(JSON.readValue(file.toFile(), new TypeReference<List<Measurement>>() {}));
    }
}
