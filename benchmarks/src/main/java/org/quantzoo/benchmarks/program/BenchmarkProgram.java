package org.quantzoo.benchmarks.program;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/**
 * How a benchmark runs as a program.
 *
 * <p>Exit codes: 0 success, 1 failure (one sentence on standard error) or what the command returns, 2 wrong usage.
 */
public final class BenchmarkProgram {
    private BenchmarkProgram() {}

    /** Something that writes and ends with an exit code. */
    public interface Execution {
        int execute(PrintWriter out, PrintWriter err, String... arguments);
    }

    /** Runs a program on the process's streams and ends the process with its exit code. */
    public static void run(Execution program, String... arguments) {
        System.setProperty("logback.configurationFile", "org/quantzoo/benchmarks/logback.xml");
        System.setProperty("java.awt.headless", "true");
        System.exit(program.execute(
                new PrintWriter(System.out, true, StandardCharsets.UTF_8),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                arguments));
    }

    /** Runs an annotated command and returns its exit code; a failure is printed as one sentence after the command's name. */
    public static int execute(Object command, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(command);
        return line.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, failed, parsed) -> {
                    err.println(line.getCommandName() + ": " + failure.getMessage());
                    return 1;
                })
                .execute(arguments);
    }
}
