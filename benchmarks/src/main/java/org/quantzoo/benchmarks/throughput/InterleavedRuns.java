package org.quantzoo.benchmarks.throughput;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.quantzoo.benchmarks.engines.EngineClient;
import org.quantzoo.benchmarks.engines.Prepared;
import org.quantzoo.benchmarks.engines.Sample;
import org.quantzoo.benchmarks.engines.Workload;
import org.quantzoo.benchmarks.throughput.Plan.Contender;

/**
 * Measures engines side by side: for each workload every engine is started and warmed up, then they take samples in turn.
 *
 * <p>Whatever slows the machine for a minute so slows all engines, and leaves their ratios alone. Each round begins with another
 * engine. Each workload has processes of its own, so that the memory of one is not counted for another.
 */
final class InterleavedRuns {
    /** Heap and native limits of an engine; the networks need a fraction. */
    private static final List<String> JVM = List.of(
            "-Xmx2g",
            "-Dorg.bytedeco.javacpp.maxbytes=12g",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=16g",
            "-Dlogback.configurationFile=org/quantzoo/benchmarks/logback.xml");

    private final Plan plan;
    private final Path images;
    private final File engineLog;
    private final Consumer<String> progress;
    private final List<Measurement> measurements = new ArrayList<>();
    private final List<SampleLog> logs = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    InterleavedRuns(Plan plan, Path images, File engineLog, Consumer<String> progress) {
        this.plan = plan;
        this.images = images;
        this.engineLog = engineLog;
        this.progress = progress;
    }

    /** Takes over what an earlier, interrupted run of the same plan has measured; these workloads are not measured again. */
    void resume(Measurements earlier, List<SampleLog> earlierLogs) {
        measurements.addAll(earlier.all());
        logs.addAll(earlierLogs);
    }

    /** Measures everything in the plan that is not measured yet; {@code afterWorkload} runs after each workload. */
    void run(Consumer<InterleavedRuns> afterWorkload) {
        for (Workload workload : plan.workloads(images.toString())) {
            if (isMeasured(workload)) {
                progress.accept(workload.network().name() + " " + workload.mode() + " batch " + workload.batch()
                        + ": measured before");
                continue;
            }
            measure(workload);
            afterWorkload.accept(this);
        }
    }

    private boolean isMeasured(Workload workload) {
        return measurements.stream()
                .anyMatch(m -> m.network().equals(workload.network().name())
                        && m.mode() == workload.mode()
                        && m.batch() == workload.batch());
    }

    Measurements measurements() {
        return new Measurements(measurements);
    }

    List<SampleLog> logs() {
        return List.copyOf(logs);
    }

    /** Engines that could not run a workload, one sentence each. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    private void measure(Workload workload) {
        Map<Contender, EngineClient> clients = new LinkedHashMap<>();
        Map<Contender, Prepared> prepared = new LinkedHashMap<>();
        Map<Contender, List<Sample>> samples = new LinkedHashMap<>();
        try {
            for (Contender contender : plan.contenders()) {
                start(contender, workload, clients, prepared);
            }
            List<Contender> order = new ArrayList<>(prepared.keySet());
            for (int run = 0; run < plan.runs(); run++) {
                for (int i = 0; i < order.size(); i++) {
                    Contender contender = order.get((run + i) % order.size());
                    if (clients.containsKey(contender)) {
                        sample(contender, workload, clients, samples);
                    }
                }
            }
        } finally {
            clients.values().forEach(EngineClient::close);
        }
        samples.keySet().retainAll(clients.keySet());
        samples.forEach((contender, taken) -> record(contender, workload, prepared.get(contender), taken));
    }

    private void start(
            Contender contender,
            Workload workload,
            Map<Contender, EngineClient> clients,
            Map<Contender, Prepared> prepared) {
        Workload own = Workload.of(
                workload.network(),
                workload.mode(),
                workload.batch(),
                contender.precision(),
                workload.threads(),
                workload.images());
        try {
            EngineClient client = EngineClient.start(contender.engine().className(), plan.threads(), JVM, engineLog);
            clients.put(contender, client);
            Prepared built = client.prepare(own);
            requireSameNetwork(contender, workload, built);
            prepared.put(contender, built);
            Sample warmUp = client.warmUp(plan.warmUpSteps(), plan.warmUpSeconds());
            progress.accept(line(contender, workload, warmUp) + " (warm-up)");
        } catch (IOException e) {
            drop(contender, workload, clients, e);
            prepared.remove(contender);
        }
    }

    private static void requireSameNetwork(Contender contender, Workload workload, Prepared built) throws IOException {
        List<Long> scores =
                List.of((long) workload.batch(), (long) workload.network().classes());
        if (built.parameters() != workload.network().parameters()
                || !built.outputShape().equals(scores)) {
            throw new IOException(
                    "Expected a network of " + workload.network().parameters() + " parameters with output "
                            + scores + ", but " + contender + " built one of " + built.parameters() + " with output "
                            + built.outputShape() + ".");
        }
    }

    private void sample(
            Contender contender,
            Workload workload,
            Map<Contender, EngineClient> clients,
            Map<Contender, List<Sample>> samples) {
        try {
            Sample sample = clients.get(contender).sample(plan.steps(workload), plan.limitSeconds());
            samples.computeIfAbsent(contender, c -> new ArrayList<>()).add(sample);
            progress.accept(line(contender, workload, sample));
        } catch (IOException e) {
            drop(contender, workload, clients, e);
        }
    }

    private void drop(
            Contender contender, Workload workload, Map<Contender, EngineClient> clients, IOException reason) {
        EngineClient client = clients.remove(contender);
        if (client != null) {
            client.close();
        }
        String failure = title(contender, workload) + " was not measured: " + reason.getMessage();
        failures.add(failure);
        progress.accept(failure);
    }

    private void record(Contender contender, Workload workload, Prepared built, List<Sample> taken) {
        double[] speeds = taken.stream()
                .mapToDouble(s -> s.imagesPerSecond(workload.batch()))
                .toArray();
        String network = workload.network().name();
        measurements.add(Measurement.of(
                network,
                workload.mode(),
                workload.batch(),
                contender.precision(),
                contender.engine(),
                speeds,
                taken.get(taken.size() - 1).peakMemoryMiB()));
        logs.add(new SampleLog(
                network,
                workload.mode(),
                workload.batch(),
                contender.precision(),
                contender.engine(),
                built.description(),
                taken.stream().mapToInt(Sample::steps).min().orElseThrow(),
                taken.stream().map(s -> s.imagesPerSecond(workload.batch())).toList(),
                SampleLog.shares(taken)));
    }

    private static String line(Contender contender, Workload workload, Sample sample) {
        return String.format(
                Locale.ROOT,
                "%s: %.1f images/s over %d steps",
                title(contender, workload),
                sample.imagesPerSecond(workload.batch()),
                sample.steps());
    }

    private static String title(Contender contender, Workload workload) {
        return workload.network().name() + " " + workload.mode() + " batch " + workload.batch() + ", " + contender;
    }
}
