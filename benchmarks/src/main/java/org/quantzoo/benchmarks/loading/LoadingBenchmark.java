package org.quantzoo.benchmarks.loading;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.Callable;
import org.quantzoo.benchmarks.program.BenchmarkProgram;
import org.quantzoo.benchmarks.program.Machine;
import org.quantzoo.benchmarks.program.ResultFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Measures how long fresh processes take to load the published checkpoints; writes JSON and a Markdown table.
 *
 * <p>Exit codes: 0 success, 1 failure, 2 wrong usage.
 */
@Command(
        name = "loading",
        description = "Measures how long fresh processes take to load the published checkpoints.",
        mixinStandardHelpOptions = true,
        showDefaultValues = true)
public final class LoadingBenchmark implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(names = "--json", paramLabel = "FILE", description = "Results; the table goes beside it.")
    private Path json = Path.of("loading.json");

    @Option(names = "--runs", description = "Processes for each checkpoint, with and without an archive of classes.")
    private int runs = 5;

    @Option(names = "--threads", description = "Threads of each process.")
    private int threads = 2;

    private final List<String> arguments;

    private LoadingBenchmark(List<String> arguments) {
        this.arguments = arguments;
    }

    /** Runs the program and ends the process with its exit code. */
    public static void main(String... arguments) {
        BenchmarkProgram.run(LoadingBenchmark::execute, arguments);
    }

    /** Runs the program and returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return BenchmarkProgram.execute(new LoadingBenchmark(List.of(arguments)), out, err, arguments);
    }

    @Override
    public Integer call() throws IOException {
        if (runs < 1 || threads < 1) {
            throw new ParameterException(
                    command.commandLine(),
                    "Expected at least one run and thread, found " + runs + " runs and " + threads + " threads.");
        }
        PrintWriter out = command.commandLine().getOut();
        String date = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        Machine machine = Machine.current();
        ResultFiles files = new ResultFiles(json);
        Path log = files.newLog();
        LoadingReport report = new LoadingReport(
                date,
                ("benchmarks/loading " + String.join(" ", arguments)).strip(),
                machine,
                threads,
                new LoadingRuns(runs, threads, log.toFile()).measure());
        files.writeJson(report);
        files.writeTable(report.markdown());
        out.println(report.markdown());
        out.println("Written: " + json + ", " + files.table() + ".");
        return 0;
    }
}
