package org.quantzoo.benchmarks.integer;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.quantzoo.benchmarks.engines.SampleImages;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;
import org.quantzoo.benchmarks.program.BenchmarkProgram;
import org.quantzoo.benchmarks.program.Machine;
import org.quantzoo.benchmarks.program.ResultFiles;
import org.quantzoo.datasets.images.ImageDataset;
import org.quantzoo.datasets.images.ImageDatasets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures quantized networks in integer arithmetic beside float32, bfloat16 and ONNX Runtime, in one interleaved run; writes JSON,
 * a Markdown table and a bar chart.
 *
 * <p>Exit codes: 0 success, 1 failure or a contender that could not run (one sentence each), 2 wrong usage.
 */
@Command(
        name = "integer",
        description = "Measures integer execution of quantized networks.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class IntegerBenchmark implements Callable<Integer> {
    private static final int IMAGE_COUNT = 512;

    @Spec
    private CommandSpec command;

    @Option(names = "--networks", split = ",", paramLabel = "NAME", description = "What is measured.")
    private List<String> networks = List.of("Regular_Conv_With_BN", "DWS_Conv_With_BN");

    @Option(names = "--batches", split = ",", paramLabel = "N", description = "Images in a call.")
    private List<Integer> batches = List.of(128, 1);

    @Option(names = "--json", paramLabel = "FILE", description = "Results; table and chart go beside it.")
    private Path json = Path.of("integer.json");

    @Option(names = "--runs", description = "Interleaved samples of each contender.")
    private int runs = 5;

    @Option(names = "--warm-up-seconds", description = "Before the first sample.")
    private double warmUpSeconds = 5;

    @Option(names = "--sample-seconds", description = "Length of a sample.")
    private double sampleSeconds = 2;

    @Option(names = "--threads", description = "Threads of each engine.")
    private int threads = 2;

    @Option(names = "--dataset", description = "auto, cifar10 or embedded.")
    private String dataset = "auto";

    private final List<String> arguments;

    private IntegerBenchmark(List<String> arguments) {
        this.arguments = arguments;
    }

    /** Runs the program and ends the process with its exit code. */
    public static void main(String... arguments) {
        BenchmarkProgram.run(IntegerBenchmark::execute, arguments);
    }

    /** Runs the program and returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return BenchmarkProgram.execute(new IntegerBenchmark(List.of(arguments)), out, err, arguments);
    }

    @Override
    public Integer call() throws IOException {
        List<BenchmarkNetwork> measured = checkedNetworks();
        PrintWriter out = command.commandLine().getOut();
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Machine machine = Machine.current();
        ResultFiles files = new ResultFiles(json);
        Path log = files.newLog();
        Path work = Files.createTempDirectory("quantzoo-integer");
        Path sample = work.resolve("images.bin");
        try {
            ImageDataset source = ImageDatasets.resolve(dataset);
            SampleImages images = SampleImages.of(source, IMAGE_COUNT, 1);
            images.write(sample);
            SpeedRuns speeds =
                    new SpeedRuns(sample, threads, runs, warmUpSeconds, sampleSeconds, log.toFile(), out::println);
            for (BenchmarkNetwork network : measured) {
                batches.forEach(batch -> speeds.measure(network, batch));
            }
            Report report = new Report(
                    date,
                    "benchmarks/integer " + String.join(" ", arguments),
                    machine,
                    threads,
                    source.name(),
                    warmUpSeconds,
                    sampleSeconds,
                    speeds.failures(),
                    speeds.speeds());
            files.writeJson(report);
            files.writeTable(report.markdown());
            if (!report.speeds().isEmpty()) {
                files.writeChart(report.png());
            }
            out.println();
            out.println(report.markdown());
            out.println("Written: " + json + ", " + files.table() + ", " + files.chart()
                    + "; what the engines printed: " + log + ".");
            return speeds.failures().isEmpty() ? 0 : 1;
        } finally {
            Files.deleteIfExists(sample);
            Files.deleteIfExists(work);
        }
    }

    private List<BenchmarkNetwork> checkedNetworks() {
        if (runs < 1
                || threads < 1
                || !(sampleSeconds > 0)
                || !(warmUpSeconds >= 0)
                || networks.isEmpty()
                || batches.isEmpty()
                || batches.stream().anyMatch(batch -> batch < 1)) {
            throw new ParameterException(
                    command.commandLine(),
                    "Expected at least one network, run, thread and image, and samples that take time, found "
                            + networks
                            + ", " + runs + " runs, " + threads + " threads, batches " + batches + " and samples of "
                            + sampleSeconds + " s.");
        }
        try {
            return networks.stream().map(BenchmarkNetwork::named).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.commandLine(), e.getMessage(), e);
        }
    }
}
