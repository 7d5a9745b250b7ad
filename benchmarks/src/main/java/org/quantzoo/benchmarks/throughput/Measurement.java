package org.quantzoo.benchmarks.throughput;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.Arrays;
import org.quantzoo.benchmarks.engines.Mode;
import org.quantzoo.benchmarks.engines.Precision;
import org.quantzoo.benchmarks.program.Median;

/**
 * The speed of one engine on one workload.
 *
 * @param network the paper's name
 * @param imagesPerSecond the median of the samples
 * @param min the slowest sample
 * @param max the fastest sample
 * @param runs number of samples
 * @param peakMemoryMiB the most physical memory the engine's process held, or null where the system does not say
 */
@JsonPropertyOrder({
    "network",
    "mode",
    "batch",
    "precision",
    "engine",
    "imagesPerSecond",
    "min",
    "max",
    "runs",
    "peakMemoryMiB"
})
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Measurement(
        String network,
        Mode mode,
        int batch,
        Precision precision,
        EngineKind engine,
        double imagesPerSecond,
        double min,
        double max,
        int runs,
        Double peakMemoryMiB) {

    /** Summarises samples, each in images per second. */
    static Measurement of(
            String network,
            Mode mode,
            int batch,
            Precision precision,
            EngineKind engine,
            double[] samples,
            Double peakMemoryMiB) {
        if (samples.length == 0) {
            throw new IllegalArgumentException("Expected at least one sample of " + engine + ", found none.");
        }
        double[] sorted = samples.clone();
        Arrays.sort(sorted);
        return new Measurement(
                network,
                mode,
                batch,
                precision,
                engine,
                Median.of(samples),
                sorted[0],
                sorted[sorted.length - 1],
                sorted.length,
                peakMemoryMiB);
    }

    /** Whether both were taken on the same network, mode and batch. */
    boolean isComparableWith(Measurement other) {
        return network.equals(other.network) && mode == other.mode && batch == other.batch;
    }
}
