package org.quantzoo.benchmarks.integer;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.quantzoo.benchmarks.engines.EngineClient;
import org.quantzoo.benchmarks.engines.Mode;
import org.quantzoo.benchmarks.engines.Prepared;
import org.quantzoo.benchmarks.engines.Sample;
import org.quantzoo.benchmarks.engines.Workload;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;
import org.quantzoo.benchmarks.program.Median;

/** Starts all contenders on a network and batch, warms them up, and lets them take samples in turn. */
final class SpeedRuns {
    private static final List<String> JVM = List.of(
            "-Xmx2g",
            "-Dorg.bytedeco.javacpp.maxbytes=8g",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=12g",
            "-Dlogback.configurationFile=org/quantzoo/benchmarks/logback.xml");

    private final Path images;
    private final int threads;
    private final int runs;
    private final double warmUpSeconds;
    private final double sampleSeconds;
    private final File log;
    private final Consumer<String> progress;
    private final List<Speed> speeds = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    SpeedRuns(
            Path images,
            int threads,
            int runs,
            double warmUpSeconds,
            double sampleSeconds,
            File log,
            Consumer<String> progress) {
        this.images = images;
        this.threads = threads;
        this.runs = runs;
        this.warmUpSeconds = warmUpSeconds;
        this.sampleSeconds = sampleSeconds;
        this.log = log;
        this.progress = progress;
    }

    List<Speed> speeds() {
        return speeds;
    }

    List<String> failures() {
        return failures;
    }

    void measure(BenchmarkNetwork network, int batch) {
        Map<Contender, EngineClient> clients = new EnumMap<>(Contender.class);
        Map<Contender, Prepared> prepared = new EnumMap<>(Contender.class);
        Map<Contender, List<Sample>> samples = new EnumMap<>(Contender.class);
        try {
            for (Contender contender : Contender.values()) {
                attempt(contender, network, batch, clients, () -> {
                    EngineClient client = EngineClient.start(contender.engine(), threads, JVM, log);
                    clients.put(contender, client);
                    prepared.put(contender, client.prepare(workload(contender, network, batch)));
                    client.warmUp(1, warmUpSeconds);
                });
            }
            List<Contender> order = List.copyOf(clients.keySet());
            for (int run = 0; run < runs; run++) {
                for (int i = 0; i < order.size(); i++) {
                    // Another one first in each round.
                    Contender contender = order.get((run + i) % order.size());
                    if (clients.containsKey(contender)) {
                        attempt(contender, network, batch, clients, () -> samples.computeIfAbsent(
                                        contender, c -> new ArrayList<>())
                                .add(clients.get(contender).warmUp(1, sampleSeconds)));
                    }
                }
            }
        } finally {
            clients.values().forEach(EngineClient::close);
        }
        samples.keySet().retainAll(clients.keySet());
        samples.forEach((contender, taken) -> record(contender, network, batch, prepared.get(contender), taken));
    }

    private Workload workload(Contender contender, BenchmarkNetwork network, int batch) {
        return Workload.of(network.description(), Mode.INFER, batch, contender.precision(), threads, images.toString());
    }

    private interface Attempt {
        void run() throws IOException;
    }

    private void attempt(
            Contender contender,
            BenchmarkNetwork network,
            int batch,
            Map<Contender, EngineClient> clients,
            Attempt attempt) {
        try {
            attempt.run();
        } catch (IOException e) {
            EngineClient client = clients.remove(contender);
            if (client != null) {
                client.close();
            }
            String failure = network.paperName() + ", batch " + batch + ", " + contender + " was not measured: "
                    + e.getMessage();
            failures.add(failure);
            progress.accept(failure);
        }
    }

    private void record(
            Contender contender, BenchmarkNetwork network, int batch, Prepared prepared, List<Sample> taken) {
        List<Double> values =
                taken.stream().map(sample -> sample.imagesPerSecond(batch)).toList();
        Speed speed = new Speed(
                network.paperName(),
                batch,
                contender,
                Median.of(values),
                values,
                taken.get(taken.size() - 1).peakMemoryMiB(),
                prepared.description());
        speeds.add(speed);
        progress.accept(String.format(
                Locale.ROOT,
                "%s, batch %d, %s: %.1f images/s",
                speed.network(),
                batch,
                contender,
                speed.imagesPerSecond()));
    }
}
