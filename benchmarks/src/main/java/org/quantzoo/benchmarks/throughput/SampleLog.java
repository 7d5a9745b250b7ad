package org.quantzoo.benchmarks.throughput;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.quantzoo.benchmarks.engines.LayerKind;
import org.quantzoo.benchmarks.engines.Mode;
import org.quantzoo.benchmarks.engines.Precision;
import org.quantzoo.benchmarks.engines.Sample;

/**
 * All samples of one engine on one workload, in the order taken.
 *
 * @param description what the engine says about itself
 * @param steps steps of the shortest sample
 * @param samples images per second of each
 * @param layerShares the share of each kind of layer in the time of all samples; empty where the engine does not tell
 */
public record SampleLog(
        String network,
        Mode mode,
        int batch,
        Precision precision,
        EngineKind engine,
        String description,
        int steps,
        List<Double> samples,
        Map<LayerKind, Double> layerShares) {

    /** The share of each kind in the whole time, what no kernel took being {@link LayerKind#OTHER}. */
    static Map<LayerKind, Double> shares(List<Sample> samples) {
        Map<LayerKind, Double> shares = new EnumMap<>(LayerKind.class);
        double seconds = samples.stream().mapToDouble(Sample::seconds).sum();
        for (Sample sample : samples) {
            sample.layerSeconds().forEach((kind, part) -> shares.merge(kind, part / seconds, Double::sum));
        }
        if (!shares.isEmpty()) {
            double known =
                    shares.values().stream().mapToDouble(Double::doubleValue).sum();
            shares.put(LayerKind.OTHER, Math.max(0, 1 - known));
        }
        return shares;
    }
}
