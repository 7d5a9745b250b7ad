package org.quantzoo.benchmarks.ghn;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.benchmarks.engines.SampleImages;
import org.quantzoo.benchmarks.networks.BenchmarkArchitecture;
import org.quantzoo.benchmarks.networks.StockNetwork;
import org.quantzoo.benchmarks.program.BenchmarkProgram;
import org.quantzoo.benchmarks.program.Machine;
import org.quantzoo.benchmarks.program.ResultFiles;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures graph hypernetworks, and writes JSON, Markdown and a chart.
 *
 * <p>Exit codes: 0 success, 1 failure or a meta-batch that could not be measured (one sentence each), 2 wrong usage.
 */
@Command(
        name = "ghn",
        description = "Measures prediction, the parts of a training step, and steps beside those with DL4J's layers.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class GhnBenchmark implements Callable<Integer> {
    private static final int META_BATCH = 4;
    private static final int HIDDEN = 64;
    private static final int IMAGE_COUNT = 640;

    @Spec
    private CommandSpec command;

    @Option(names = "--channels", split = ",", description = "Initial channels of the predicted networks.")
    private List<Integer> channels = List.of(32, 64);

    @Option(names = "--networks", description = "Networks of the ID split whose prediction is timed.")
    private int networks = 60;

    @Option(names = "--part-networks", description = "Networks of which all parts are timed, at the first width.")
    private int partNetworks = 20;

    @Option(
            names = "--export-networks",
            description = "Networks whose prediction is also timed as a SameDiff graph, at the first width; 0: none.")
    private int exportNetworks = 5;

    @Option(names = "--repetitions", description = "Repetitions of each part; their median counts.")
    private int repetitions = 3;

    @Option(names = "--meta-batches", description = "Meta-batches whose steps are compared, at the first width.")
    private int metaBatches = 5;

    @Option(names = "--runs", description = "Interleaved samples of each.")
    private int runs = 3;

    @Option(names = "--steps", description = "Steps in a sample.")
    private int steps = 2;

    @Option(names = "--warm-up-seconds", description = "How long the steps before the first sample last, at least.")
    private double warmUpSeconds = 5;

    @Option(names = "--sample-seconds", description = "End a sample after so many seconds; 0: never.")
    private double sampleSeconds = 15;

    @Option(names = "--threads", description = "Threads of kernels and of each process.")
    private int threads = 2;

    @Option(names = "--json", paramLabel = "FILE", description = "Results; tables and chart go beside it.")
    private Path json = Path.of("ghn.json");

    @Option(names = "--dataset", description = "auto, cifar10 or embedded.")
    private String dataset = "auto";

    private final List<String> arguments;

    private GhnBenchmark(List<String> arguments) {
        this.arguments = arguments;
    }

    /** Runs the program and ends the process with its exit code. */
    public static void main(String... arguments) {
        BenchmarkProgram.run(GhnBenchmark::execute, arguments);
    }

    /** Runs the program and returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return BenchmarkProgram.execute(new GhnBenchmark(List.of(arguments)), out, err, arguments);
    }

    @Override
    public Integer call() throws IOException {
        requireUsable();
        PrintWriter out = command.commandLine().getOut();
        ImageDataset images = ImageDatasets.resolve(dataset);
        SampleImages sample = SampleImages.of(images, IMAGE_COUNT, 1);
        Path file = Files.createTempFile("quantzoo-ghn", ".images");
        Path log = new ResultFiles(json).newLog();
        GhnResults results;
        try (KernelSelector.Override ignored =
                KernelSelector.use(new KernelSettings("auto", KernelSettings.Precision.FLOAT32, threads))) {
            sample.write(file);
            results = measureHere(GhnResults.of(circumstances(images)), sample, out);
            List<String> skipped = new ArrayList<>();
            InterleavedSteps interleaved = new InterleavedSteps(
                    new InterleavedSteps.Effort(runs, steps, warmUpSeconds, sampleSeconds, threads),
                    file,
                    log.toFile(),
                    out::println);
            List<List<BenchmarkArchitecture>> groups = groups(skipped);
            results = results.withSkipped(skipped);
            for (List<BenchmarkArchitecture> group : groups) {
                try {
                    results = results.withStep(interleaved.measure(group));
                } catch (IOException e) {
                    String failure =
                            group.stream().map(BenchmarkArchitecture::name).toList() + ": " + e.getMessage();
                    out.println(failure);
                    results = results.withFailure(failure);
                }
                write(results);
            }
        } finally {
            Files.deleteIfExists(file);
        }
        write(results);
        out.println();
        out.println(GhnTables.of(results));
        return results.failures().isEmpty() ? 0 : 1;
    }

    private void requireUsable() {
        int available = ArchitectureSplit.ID.size();
        boolean positive = IntStream.of(networks, partNetworks, repetitions, runs, steps, threads)
                        .allMatch(number -> number >= 1)
                && exportNetworks >= 0
                && metaBatches >= 0
                && warmUpSeconds >= 0
                && sampleSeconds >= 0
                && !channels.isEmpty()
                && channels.stream().allMatch(count -> count >= 1);
        if (!positive || Math.max(networks, Math.max(partNetworks, exportNetworks)) > available) {
            throw new ParameterException(
                    command.commandLine(),
                    "Expected at least one width, repetition, run, step and thread and 1 to " + available
                            + " networks, found " + String.join(" ", arguments) + ".");
        }
    }

    private Circumstances circumstances(ImageDataset images) {
        return new Circumstances(
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                "benchmarks/ghn " + String.join(" ", arguments),
                networks < 20 || repetitions < 3 || runs < 3,
                Machine.current(),
                threads,
                KernelSelector.kernelsFor(DataType.FLOAT).description(),
                images.name());
    }

    /** Prediction, parts and export, which need no other process. */
    private GhnResults measureHere(GhnResults results, SampleImages sample, PrintWriter out) throws IOException {
        PartTimer timer = new PartTimer(sample, repetitions);
        int first = channels.get(0);
        // Once over some networks, for the compiler.
        times(Math.min(networks, 10), first, timer::prediction);
        GhnResults measured = results;
        for (int width : channels) {
            measured = measured.withPredictions(PartTimer.byPart(width, times(networks, width, timer::prediction)));
            out.println("Prediction at " + width + " channels: done");
        }
        measured = measured.withParts(PartTimer.byPart(first, times(partNetworks, first, timer::step)));
        out.println("Parts: done");
        if (exportNetworks > 0) {
            measured = measured.withExports(PartTimer.byPart(first, times(exportNetworks, first, timer::export)));
            out.println("Export: done");
        }
        write(measured);
        return measured;
    }

    private static List<Map<Part, Double>> times(
            int count, int width, Function<BenchmarkArchitecture, Map<Part, Double>> timed) {
        return IntStream.range(0, count)
                .mapToObj(index -> timed.apply(id(index, width)))
                .toList();
    }

    private static BenchmarkArchitecture id(int index, int width) {
        return new BenchmarkArchitecture(ArchitectureSplit.ID, index, width, HIDDEN);
    }

    /**
     * The first networks of the split that DL4J's layers can express, four in a group; fewer groups where the split ends.
     *
     * @param skipped takes the names of the others, with the reason
     */
    private List<List<BenchmarkArchitecture>> groups(List<String> skipped) {
        List<List<BenchmarkArchitecture>> groups = new ArrayList<>();
        List<BenchmarkArchitecture> group = new ArrayList<>();
        for (int index = 0; groups.size() < metaBatches && index < ArchitectureSplit.ID.size(); index++) {
            BenchmarkArchitecture network = id(index, channels.get(0));
            try {
                StockNetwork.of(network.description());
                group.add(network);
            } catch (IllegalArgumentException e) {
                skipped.add(network.name() + ": " + e.getMessage());
            }
            if (group.size() == META_BATCH) {
                groups.add(List.copyOf(group));
                group.clear();
            }
        }
        return groups;
    }

    private void write(GhnResults results) throws IOException {
        ResultFiles files = new ResultFiles(json);
        files.writeJson(results);
        files.writeTable(GhnTables.of(results));
        files.writeChart(GhnChart.png(results));
    }
}
