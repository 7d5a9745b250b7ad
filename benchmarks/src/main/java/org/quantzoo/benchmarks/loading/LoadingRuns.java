package org.quantzoo.benchmarks.loading;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.quantzoo.zoo.pretrained.Checkpoint;
import org.quantzoo.zoo.pretrained.CheckpointMetadata;
import org.quantzoo.zoo.pretrained.Checkpoints;

/** Loads published checkpoints in fresh processes, with and without an archive of the classes that they use. */
final class LoadingRuns {
    private static final int LOADS = 8;

    private final int runs;
    private final int threads;
    private final File log;

    /**
     * Prepares to measure.
     *
     * @param runs processes of each kind for each checkpoint
     * @param threads of each process
     * @param log for what the processes print on their standard error
     */
    LoadingRuns(int runs, int threads, File log) {
        this.runs = runs;
        this.threads = threads;
        this.log = log;
    }

    /** Times every published checkpoint on the class path. */
    List<LoadingTime> measure() throws IOException {
        List<LoadingTime> times = new ArrayList<>();
        for (Checkpoint checkpoint : Checkpoints.onClassPath().all()) {
            times.add(time(checkpoint.metadata()));
        }
        return times;
    }

    private LoadingTime time(CheckpointMetadata checkpoint) throws IOException {
        List<List<Double>> plain = new ArrayList<>();
        if (!canBeArchived(System.getProperty("java.class.path"))) {
            for (int run = 0; run < runs; run++) {
                plain.add(load(checkpoint, List.of()));
            }
            return new LoadingTime(checkpoint.id(), checkpoint.bytes(), LoadingSamples.of(plain), null);
        }
        // Java replaces it when the process ends.
        Path archive = Files.createTempFile("quantzoo-loading", ".jsa");
        try {
            load(checkpoint, List.of("-XX:ArchiveClassesAtExit=" + archive));
            List<List<Double>> archived = new ArrayList<>();
            for (int run = 0; run < runs; run++) {
                plain.add(load(checkpoint, List.of()));
                // Without this, Java would go on in silence where it cannot use the archive.
                archived.add(load(checkpoint, List.of("-Xshare:on", "-XX:SharedArchiveFile=" + archive)));
            }
            return new LoadingTime(
                    checkpoint.id(), checkpoint.bytes(), LoadingSamples.of(plain), LoadingSamples.of(archived));
        } finally {
            Files.delete(archive);
        }
    }

    /** Java archives classes from jars alone; a build's tests have folders on their class path. */
    static boolean canBeArchived(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator)).noneMatch(entry -> Files.isDirectory(Path.of(entry)));
    }

    private List<Double> load(CheckpointMetadata checkpoint, List<String> options) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java"), "-Xmx2g"));
        command.addAll(options);
        command.addAll(List.of(
                "-Dlogback.configurationFile=org/quantzoo/benchmarks/logback.xml",
                "-Dquantzoo.threads=" + threads,
                "-cp",
                System.getProperty("java.class.path"),
                LoadCheckpoint.class.getName(),
                checkpoint.network(),
                checkpoint.dataset(),
                checkpoint.precision().name(),
                Integer.toString(LOADS)));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.appendTo(log));
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
