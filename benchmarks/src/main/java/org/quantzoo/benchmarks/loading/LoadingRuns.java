package org.quantzoo.benchmarks.loading;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.quantzoo.benchmarks.program.Median;
import org.quantzoo.zoo.pretrained.Checkpoint;
import org.quantzoo.zoo.pretrained.CheckpointMetadata;
import org.quantzoo.zoo.pretrained.Checkpoints;

/** Loads published checkpoints in fresh processes. */
final class LoadingRuns {
    private static final int LOADS = 8;

    private LoadingRuns() {}

    /** Times every published checkpoint on the class path, in {@code runs} processes each. */
    static List<LoadingTime> measure(int runs, int threads, File log) throws IOException {
        List<LoadingTime> times = new ArrayList<>();
        for (Checkpoint checkpoint : Checkpoints.onClassPath().all()) {
            times.add(time(checkpoint.metadata(), runs, threads, log));
        }
        return times;
    }

    private static LoadingTime time(CheckpointMetadata checkpoint, int runs, int threads, File log) throws IOException {
        List<Double> starts = new ArrayList<>();
        List<Double> first = new ArrayList<>();
        List<Double> warm = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            List<Double> times = load(checkpoint, threads, log);
            starts.add(times.get(0));
            first.add(times.get(1));
            warm.add(Median.of(times.subList(2, times.size())));
        }
        return new LoadingTime(checkpoint.id(), checkpoint.bytes(), starts, first, warm);
    }

    private static List<Double> load(CheckpointMetadata checkpoint, int threads, File log) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-Xmx2g",
                        "-Dlogback.configurationFile=org/quantzoo/benchmarks/logback.xml",
                        "-Dquantzoo.threads=" + threads,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LoadCheckpoint.class.getName(),
                        checkpoint.network(),
                        checkpoint.dataset(),
                        checkpoint.precision().name(),
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
                .orElseThrow(() -> new IOException(
                        "The process that loads " + checkpoint.id() + " printed no times; " + log + " says why."));
    }
}
