package org.quantzoo.benchmarks.ghn;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.quantzoo.benchmarks.engines.EngineClient;
import org.quantzoo.benchmarks.engines.Mode;
import org.quantzoo.benchmarks.engines.Precision;
import org.quantzoo.benchmarks.engines.Prepared;
import org.quantzoo.benchmarks.engines.QuantZooHypernetworkEngine;
import org.quantzoo.benchmarks.engines.Sample;
import org.quantzoo.benchmarks.engines.StockHypernetworkEngine;
import org.quantzoo.benchmarks.engines.Workload;
import org.quantzoo.benchmarks.networks.BenchmarkArchitecture;
import org.quantzoo.benchmarks.networks.NetworkDescription;
import org.quantzoo.benchmarks.program.Median;

/** Training steps with the zoo's layers and with DL4J's in turn, each in a process of its own. */
final class InterleavedSteps {
    private static final int BATCH = 32;
    private static final List<String> JVM = List.of(
            "-Xmx2g",
            "-Dorg.bytedeco.javacpp.maxbytes=8g",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=10g",
            "-Dlogback.configurationFile=org/quantzoo/benchmarks/logback.xml");

    /**
     * How much is measured.
     *
     * @param runs samples of each
     * @param steps steps of a sample
     * @param warmUpSeconds how long the steps before the first sample last, at least: Java compiles what runs often while it runs
     * @param limitSeconds after which a sample ends early; 0 for never
     * @param threads of each process
     */
    record Effort(int runs, int steps, double warmUpSeconds, double limitSeconds, int threads) {}

    private final Effort effort;
    private final Path images;
    private final File log;
    private final Consumer<String> progress;

    InterleavedSteps(Effort effort, Path images, File log, Consumer<String> progress) {
        this.effort = effort;
        this.images = images;
        this.log = log;
        this.progress = progress;
    }

    /**
     * Measures one meta-batch.
     *
     * @throws IOException if a process fails, or the two build different networks
     */
    StepMeasurement measure(List<BenchmarkArchitecture> metaBatch) throws IOException {
        List<NetworkDescription> networks =
                metaBatch.stream().map(BenchmarkArchitecture::description).toList();
        Workload workload =
                new Workload(networks, Mode.TRAIN, BATCH, Precision.FLOAT32, effort.threads(), images.toString());
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        try (EngineClient quantzoo = start(QuantZooHypernetworkEngine.class);
                EngineClient dl4j = start(StockHypernetworkEngine.class)) {
            Prepared built = quantzoo.prepare(workload);
            Prepared stock = dl4j.prepare(workload);
            if (built.parameters() != stock.parameters()) {
                throw new IOException("Expected networks of " + built.parameters()
                        + " parameters of DL4J's layers, found " + stock.parameters() + ".");
            }
            quantzoo.warmUp(1, effort.warmUpSeconds());
            dl4j.warmUp(1, effort.warmUpSeconds());
            for (int run = 0; run < effort.runs(); run++) {
                // Each round begins with the other one.
                if (run % 2 == 0) {
                    ours.add(secondsPerStep(quantzoo));
                    theirs.add(secondsPerStep(dl4j));
                } else {
                    theirs.add(secondsPerStep(dl4j));
                    ours.add(secondsPerStep(quantzoo));
                }
            }
            StepMeasurement measured = new StepMeasurement(
                    networks.stream().map(NetworkDescription::name).toList(), built.parameters(), ours, theirs);
            progress.accept(String.format(
                    Locale.ROOT,
                    "%s: %.2f s a step, DL4J %.2f s, %.2fx",
                    measured.networks(),
                    Median.of(ours),
                    Median.of(theirs),
                    measured.ratio()));
            return measured;
        }
    }

    private EngineClient start(Class<?> engine) throws IOException {
        return EngineClient.start(engine.getName(), effort.threads(), JVM, log);
    }

    private double secondsPerStep(EngineClient engine) throws IOException {
        Sample sample = engine.sample(effort.steps(), effort.limitSeconds());
        return sample.seconds() / sample.steps();
    }
}
