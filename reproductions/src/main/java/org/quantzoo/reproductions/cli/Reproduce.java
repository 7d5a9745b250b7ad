package org.quantzoo.reproductions.cli;

import static java.util.stream.Collectors.joining;

import java.io.File;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.quantzoo.reproductions.runs.RunInUseException;
import org.quantzoo.reproductions.runs.RunStore;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command line of the reproductions.
 *
 * <p>Exit codes: 0 success, 1 failure (one sentence on standard error), 2 wrong usage, 3 a run diverged and is recorded as such, 4 another
 * process is at the run.
 */
@Command(
        name = "reproduce",
        description = "Runs the experiments of the papers and shows what they measured.",
        mixinStandardHelpOptions = true,
        scope = CommandLine.ScopeType.INHERIT,
        subcommands = {
            ListCells.class,
            RunCell.class,
            RunGrid.class,
            FirstStepsCommand.class,
            Analyze.class,
            ShowRuns.class,
            ShowTable.class,
            ShowVerdicts.class,
            ComparePrecisions.class,
            ExportRecords.class,
            ExportOnnx.class,
            PackageCheckpoint.class,
            CompareClipping.class,
            CompareIntegers.class,
            Architectures.class,
            Ghn.class
        })
public final class Reproduce {
    /** Given by a grid to its processes: they end with it. */
    static final String END_WITH_INPUT = "--end-with-input";

    static final int FAILURE = 1;
    static final int DIVERGED = 3;
    static final int IN_USE = 4;

    @Option(
            names = "--runs",
            paramLabel = "DIR",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Where runs are kept; default -Dquantzoo.runs, QUANTZOO_RUNS or ~/.quantzoo/runs.")
    private Path runs;

    @Option(
            names = "--stacktrace",
            scope = CommandLine.ScopeType.INHERIT,
            description = "Show where in the program a failure happened.")
    private boolean stackTrace;

    private final List<String> arguments;

    private Reproduce(List<String> arguments) {
        this.arguments = arguments;
    }

    /** Runs one command and ends the process with its exit code. */
    public static void main(String... arguments) {
        System.setProperty("logback.configurationFile", "org/quantzoo/reproductions/cli/logback.xml");
        System.setProperty("org.bytedeco.javacpp.logger", "slf4j");
        PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        PrintWriter err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(execute(out, err, arguments));
    }

    /** Runs one command and returns its exit code. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        Reproduce reproduce = new Reproduce(List.of(arguments));
        CommandLine commandLine = new CommandLine(reproduce)
                .setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    if (reproduce.stackTrace) {
                        failure.printStackTrace(err);
                    }
                    err.println("reproduce: " + message(failure));
                    return failure instanceof RunInUseException ? IN_USE : FAILURE;
                });
        int exitCode = commandLine.execute(arguments);
        out.flush();
        err.flush();
        return exitCode;
    }

    RunStore store() {
        return runs == null ? RunStore.atDefaultLocation() : RunStore.at(runs);
    }

    /** The command line as the user would type it again. */
    String command() {
        return typed(arguments);
    }

    /** Arguments as a user would type them: the home folder is {@code ~}, and what a grid adds for its own processes is left out. */
    static String typed(List<String> arguments) {
        String home = System.getProperty("user.home");
        return "reproduce "
                + arguments.stream()
                        .filter(argument -> !argument.equals(END_WITH_INPUT))
                        .map(argument -> argument.equals(home) || argument.startsWith(home + File.separator)
                                ? "~" + argument.substring(home.length())
                                : argument)
                        .collect(joining(" "));
    }

    private static String message(Throwable failure) {
        Throwable told = failure;
        // The wrapper's own sentence is the good one where it has any; otherwise the cause's.
        while ((told.getMessage() == null || told instanceof UncheckedIOException && isOnlyItsCause(told))
                && told.getCause() != null) {
            told = told.getCause();
        }
        return told.getMessage() == null ? told.toString() : told.getMessage();
    }

    private static boolean isOnlyItsCause(Throwable wrapper) {
        return wrapper.getCause() != null
                && wrapper.getMessage().equals(wrapper.getCause().toString());
    }
}
