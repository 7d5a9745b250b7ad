package org.quantzoo.benchmarks.throughput;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.quantzoo.benchmarks.engines.Mode;
import org.quantzoo.benchmarks.engines.SampleImages;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;
import org.quantzoo.benchmarks.program.BenchmarkProgram;
import org.quantzoo.benchmarks.program.ResultFiles;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures whole networks on all engines in one interleaved run, and writes JSON, a Markdown table and a bar chart.
 *
 * <p>Exit codes: 0 success, 1 failure or an engine that could not run a workload (one sentence each), 2 wrong usage.
 */
@Command(
        name = "throughput",
        description = "Measures images per second of whole networks, engines side by side.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class Throughput implements Callable<Integer> {
    private static final int IMAGE_COUNT = 20 * Plan.BATCH;

    @Spec
    private CommandSpec command;

    @Option(names = "--peers", description = "Measure DJL + PyTorch too; needs a build with -Ppeers.")
    private boolean peers;

    @Option(names = "--networks", split = ",", paramLabel = "NAME", description = "Default: all six.")
    private List<String> networks = List.of();

    @Option(names = "--modes", split = ",", paramLabel = "MODE", description = "train, infer; default: both.")
    private List<Mode> modes = List.of(Mode.values());

    @Option(names = "--json", paramLabel = "FILE", description = "Results; table, chart and provenance go beside it.")
    private Path json = Path.of("throughput.json");

    @Option(names = "--runs", description = "Interleaved samples of each engine; default 5, with --quick 2.")
    private Integer runs;

    @Option(names = "--steps", description = "Steps in a sample; default 20, with --quick 2.")
    private Integer steps;

    @Option(names = "--warm-up", description = "Steps before the first sample; default 3, with --quick 1.")
    private Integer warmUp;

    @Option(
            names = "--warm-up-seconds",
            description = "How long the warm-up lasts at least; default 5, with --quick 0.")
    private Double warmUpSeconds;

    @Option(names = "--resume", description = "Keep what FILE holds and measure the rest, with the same settings.")
    private boolean resume;

    @Option(names = "--threads", description = "Threads of each engine.")
    private int threads = 2;

    @Option(
            names = "--sample-seconds",
            description = "End a sample after so many seconds, and say so in the table; 0: never.")
    private double sampleSeconds;

    @Option(names = "--dataset", description = "auto, cifar10 or embedded.")
    private String dataset = "auto";

    @Option(names = "--quick", description = "A trial: few steps, labelled as such.")
    private boolean quick;

    private final List<String> arguments;

    private Throughput(List<String> arguments) {
        this.arguments = arguments;
    }

    /** Runs the program and ends the process with its exit code. */
    public static void main(String... arguments) {
        BenchmarkProgram.run(Throughput::execute, arguments);
    }

    /** Runs the program and returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return BenchmarkProgram.execute(new Throughput(List.of(arguments)), out, err, arguments);
    }

    @Override
    public Integer call() throws IOException {
        Plan plan = plan();
        PrintWriter out = command.commandLine().getOut();
        Path work = Files.createTempDirectory("quantzoo-throughput");
        ResultFiles files = new ResultFiles(json);
        Path log = resume ? files.log() : files.newLog();
        try {
            ImageDataset images = ImageDatasets.resolve(dataset);
            Path sample = work.resolve("images.bin");
            SampleImages.of(images, IMAGE_COUNT, 1).write(sample);
            RunProvenance provenance = RunProvenance.of(
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                    "benchmarks/throughput " + String.join(" ", arguments),
                    quick || plan.steps() < Defaults.FULL.steps(),
                    images.name(),
                    plan);
            InterleavedRuns interleaved = new InterleavedRuns(plan, sample, log.toFile(), out::println);
            RunProvenance complete = resume ? resumed(interleaved, provenance) : provenance;
            // Written after each workload, so that an interrupted run of hours leaves what it has.
            interleaved.run(done -> write(done, complete));
            out.println();
            out.println(Files.readString(files.table()));
            out.println("Written: " + json + ", " + provenanceOf(files) + ", " + files.table() + ", " + files.chart()
                    + "; what the engines printed: " + log + ".");
            return interleaved.failures().isEmpty() ? 0 : 1;
        } finally {
            Files.deleteIfExists(work.resolve("images.bin"));
            Files.deleteIfExists(work);
        }
    }

    private record Defaults(int runs, int steps, int warmUp, double warmUpSeconds) {
        static final Defaults FULL = new Defaults(5, 20, 3, 5);
        static final Defaults QUICK = new Defaults(2, 2, 1, 0);
    }

    private Plan plan() {
        List<EngineKind> engines = new ArrayList<>(List.of(EngineKind.QUANTZOO, EngineKind.DL4J));
        if (peers) {
            if (!EngineKind.PYTORCH.isPresent()) {
                throw new ParameterException(
                        command.commandLine(),
                        "--peers needs DJL and PyTorch, which this build does not have; run: mvn -B package -DskipTests"
                                + " -Ppeers");
            }
            engines.add(EngineKind.PYTORCH);
        }
        Defaults defaults = quick ? Defaults.QUICK : Defaults.FULL;
        try {
            return new Plan(
                    networks.isEmpty()
                            ? List.of(BenchmarkNetwork.values())
                            : networks.stream().map(BenchmarkNetwork::named).toList(),
                    modes,
                    engines,
                    runs == null ? defaults.runs() : runs,
                    steps == null ? defaults.steps() : steps,
                    warmUp == null ? defaults.warmUp() : warmUp,
                    warmUpSeconds == null ? defaults.warmUpSeconds() : warmUpSeconds,
                    threads,
                    sampleSeconds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }

    private static Path provenanceOf(ResultFiles files) {
        return files.sibling(".provenance.json");
    }

    private RunProvenance resumed(InterleavedRuns interleaved, RunProvenance now) throws IOException {
        Path provenance = provenanceOf(new ResultFiles(json));
        if (!Files.exists(json) || !Files.exists(provenance)) {
            throw new IOException("--resume needs the files of an earlier run, found no " + json + " with a "
                    + provenance.getFileName() + " beside it; leave out --resume for a new run.");
        }
        RunProvenance earlier = RunProvenance.read(provenance);
        RunProvenance complete = now.resuming(earlier);
        interleaved.resume(Measurements.read(json), earlier.logs());
        return complete;
    }

    private void write(InterleavedRuns done, RunProvenance provenance) {
        ResultFiles files = new ResultFiles(json);
        try {
            Measurements measurements = done.measurements();
            RunProvenance complete = provenance.with(done.logs(), done.failures());
            measurements.write(json);
            complete.write(provenanceOf(files));
            files.writeTable(MarkdownTable.of(measurements, complete));
            if (measurements.all().stream().anyMatch(m -> m.batch() > 1)) {
                files.writeChart(BarChart.png(measurements));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The results cannot be written beside " + json + ": " + e.getMessage(), e);
        }
    }
}
