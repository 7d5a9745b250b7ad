package org.quantzoo.reproductions.cli;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.quantzoo.reproductions.grid.ChildCommand;
import org.quantzoo.reproductions.grid.GridJob;

/** Starts {@code reproduce run} for one run of a grid: this Java, with this process' options and class path. */
final class CellProcess implements ChildCommand {
    /** At which size of the process JavaCPP collects garbage, which ND4J's arrays wait for, before it gives out more memory. */
    private static final String MEMORY = "-Dorg.bytedeco.javacpp.maxphysicalbytes";

    private static final List<String> NOT_INHERITED =
            List.of("-agentlib", "-javaagent", "-Dquantzoo.threads", "-Dcom.sun.management", MEMORY);

    private final Path runs;
    private final String dataset;
    private final int threads;
    private final long bytes;
    private final boolean analyze;

    /**
     * A command.
     *
     * @param runs the folder of the store
     * @param dataset as the option of {@code run} takes it
     * @param threads inside one operation of one process
     * @param bytes of memory that one process may take
     * @param analyze whether to analyse each network after every epoch
     */
    CellProcess(Path runs, String dataset, int threads, long bytes, boolean analyze) {
        this.runs = runs;
        this.dataset = dataset;
        this.threads = threads;
        this.bytes = bytes;
        this.analyze = analyze;
    }

    @Override
    public List<String> line(GridJob job) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> NOT_INHERITED.stream().noneMatch(argument::startsWith))
                .forEach(line::add);
        line.add("-XX:+ExitOnOutOfMemoryError");
        line.add("-Dquantzoo.threads=" + threads);
        line.add(MEMORY + "=" + bytes);
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Reproduce.class.getName(), "run"));
        line.addAll(List.of(
                job.key().cell(),
                "--scale",
                job.key().scale().id(),
                "--seed",
                Long.toString(job.key().seed()),
                "--dataset",
                dataset,
                "--stop-after",
                Integer.toString(job.epochs()),
                "--runs",
                runs.toString(),
                Reproduce.END_WITH_INPUT));
        if (analyze) {
            line.add("--analyze");
        }
        return line;
    }

    @Override
    public Map<String, String> environment() {
        return Map.of("OMP_NUM_THREADS", Integer.toString(threads));
    }

    @Override
    public int inUse() {
        return Reproduce.IN_USE;
    }
}
