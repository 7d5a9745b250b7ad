package org.quantzoo.benchmarks.throughput;

import java.util.ArrayList;
import java.util.List;
import org.quantzoo.benchmarks.engines.Mode;
import org.quantzoo.benchmarks.engines.Precision;
import org.quantzoo.benchmarks.engines.Workload;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;

/**
 * What one run of the program measures.
 *
 * @param networks the networks
 * @param modes training, inference or both
 * @param engines the engines to compare
 * @param runs samples of each engine, interleaved
 * @param steps steps in a sample; inference of single images takes {@link #SINGLE_IMAGE_FACTOR} times as many
 * @param warmUpSteps steps before the first sample, at least
 * @param warmUpSeconds how long they last, at least: Java compiles what runs often while it runs
 * @param threads of each engine
 * @param limitSeconds after which a sample stops early; 0 for never
 */
public record Plan(
        List<BenchmarkNetwork> networks,
        List<Mode> modes,
        List<EngineKind> engines,
        int runs,
        int steps,
        int warmUpSteps,
        double warmUpSeconds,
        int threads,
        double limitSeconds) {
    /** A single image takes milliseconds: more steps make a sample long enough to time. */
    static final int SINGLE_IMAGE_FACTOR = 10;
    /** The batch of training, as in the papers. */
    static final int BATCH = 128;

    public Plan {
        if (networks.isEmpty() || modes.isEmpty() || engines.isEmpty()) {
            throw new IllegalArgumentException("Expected at least one network, mode and engine, found " + networks
                    + ", " + modes + " and " + engines + ".");
        }
        if (runs < 1 || steps < 1 || warmUpSteps < 1 || threads < 1 || !(limitSeconds >= 0) || !(warmUpSeconds >= 0)) {
            throw new IllegalArgumentException("Expected at least one run, step, warm-up step and thread, found " + runs
                    + ", " + steps + ", " + warmUpSteps + " and " + threads + ".");
        }
    }

    /** One engine at one precision. */
    record Contender(EngineKind engine, Precision precision) {
        @Override
        public String toString() {
            return engine + " " + precision;
        }
    }

    /** Engines and precisions; the peers run in float32. */
    List<Contender> contenders() {
        List<Contender> contenders = new ArrayList<>();
        for (EngineKind engine : engines) {
            contenders.add(new Contender(engine, Precision.FLOAT32));
            if (engine == EngineKind.QUANTZOO) {
                contenders.add(new Contender(engine, Precision.BFLOAT16));
            }
        }
        return contenders;
    }

    /** All workloads, with the precision left at float32. */
    List<Workload> workloads(String images) {
        List<Workload> workloads = new ArrayList<>();
        for (BenchmarkNetwork network : networks) {
            for (Mode mode : modes) {
                for (int batch : mode == Mode.TRAIN ? new int[] {BATCH} : new int[] {BATCH, 1}) {
                    workloads.add(Workload.of(network.description(), mode, batch, Precision.FLOAT32, threads, images));
                }
            }
        }
        return workloads;
    }

    /** Steps of one sample. */
    int steps(Workload workload) {
        return workload.batch() == 1 ? steps * SINGLE_IMAGE_FACTOR : steps;
    }
}
