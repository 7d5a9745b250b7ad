package org.quantzoo.benchmarks.integer;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.quantzoo.benchmarks.engines.QuantizedModel;
import org.quantzoo.benchmarks.engines.SampleImages;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;
import org.quantzoo.benchmarks.program.Median;
import org.quantzoo.zoo.pretrained.CheckpointFile;

/** Loads checkpoints of a network in fresh processes. */
final class LoadingRuns {
    private static final int LOADS = 8;

    private LoadingRuns() {}

    /** Writes the network in float32 and in quint8, and times the loading of both in {@code runs} processes each. */
    static List<LoadingTime> measure(
            BenchmarkNetwork network, SampleImages images, Path folder, int runs, int threads, File log)
            throws IOException {
        Path real = folder.resolve(network.paperName() + "-float32.zip");
        Path quantized = folder.resolve(network.paperName() + "-quint8.zip");
        ComputationGraph graph = network.model().init();
        CheckpointFile.write(graph, real);
        CheckpointFile.write(QuantizedModel.of(network, images), quantized);
        try {
            return List.of(
                    time(network, "float32", real, runs, threads, log),
                    time(network, "quint8", quantized, runs, threads, log));
        } finally {
            Files.deleteIfExists(real);
            Files.deleteIfExists(quantized);
        }
    }

    private static LoadingTime time(
            BenchmarkNetwork network, String precision, Path file, int runs, int threads, File log) throws IOException {
        List<Double> starts = new ArrayList<>();
        List<Double> first = new ArrayList<>();
        List<Double> warm = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            List<Double> times = load(file, threads, log);
            starts.add(times.get(0));
            first.add(times.get(1));
            warm.add(Median.of(times.subList(2, times.size())));
        }
        return new LoadingTime(network.paperName(), precision, Files.size(file), starts, first, warm);
    }

    private static List<Double> load(Path file, int threads, File log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx2g",
                        "-Dlogback.configurationFile=org/quantzoo/benchmarks/logback.xml",
                        "-Dquantzoo.threads=" + threads,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadCheckpoint.class.getName(),
                        file.toString(),
                        Integer.toString(LOADS))
                .redirectError(ProcessBuilder.Redirect.appendTo(log));
        builder.environment().put("OMP_NUM_THREADS", Integer.toString(threads));
        Process process = builder.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return printed.lines()
                .filter(line -> line.startsWith(LoadCheckpoint.MARK))
                .map(line -> Arrays.stream(
                                line.substring(LoadCheckpoint.MARK.length()).split(" "))
                        .map(Double::valueOf)
                        .toList())
                .findFirst()
                .orElseThrow(() ->
                        new IOException("The process that loads " + file + " printed no times; " + log + " says why."));
    }
}
