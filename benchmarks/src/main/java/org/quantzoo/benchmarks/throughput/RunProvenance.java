package org.quantzoo.benchmarks.throughput;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Under what circumstances measurements were taken; written beside them.
 *
 * @param date in UTC, when the program began
 * @param command as typed
 * @param quick whether the settings are too small for numbers that may be quoted
 * @param cpu model name
 * @param processors that Java sees
 * @param threads of each engine
 * @param loadAverage of the minute before the program began, or {@code unknown}
 * @param java version and vendor
 * @param os name, version and architecture
 * @param dataset where the images came from
 * @param steps in a sample
 * @param runs samples of each engine
 * @param warmUpSteps before the first sample
 * @param failures engines that could not run a workload
 * @param logs every sample
 */
public record RunProvenance(
        String date,
        String command,
        boolean quick,
        String cpu,
        int processors,
        int threads,
        String loadAverage,
        String java,
        String os,
        String dataset,
        int steps,
        int runs,
        int warmUpSteps,
        List<String> failures,
        List<SampleLog> logs) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The same circumstances with what has been measured by now. */
    RunProvenance with(List<SampleLog> newLogs, List<String> newFailures) {
        return new RunProvenance(
                date,
                command,
                quick,
                cpu,
                processors,
                threads,
                loadAverage,
                java,
                os,
                dataset,
                steps,
                runs,
                warmUpSteps,
                newFailures,
                newLogs);
    }

    /** The circumstances of this process. */
    static RunProvenance of(String date, String command, boolean quick, String dataset, Plan plan) {
        return new RunProvenance(
                date,
                command,
                quick,
                cpuModel(),
                Runtime.getRuntime().availableProcessors(),
                plan.threads(),
                currentLoad(),
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                dataset,
                plan.steps(),
                plan.runs(),
                plan.warmUpSteps(),
                List.of(),
                List.of());
    }

    /** Writes this as JSON. */
    void write(Path file) throws IOException {
        WholeFile.write(file, JSON.writeValueAsBytes(this));
    }

    private static String cpuModel() {
        return firstLine("/proc/cpuinfo", "model name", System.getenv("PROCESSOR_IDENTIFIER"));
    }

    private static String currentLoad() {
        return firstLine("/proc/loadavg", "", null).split(" ")[0];
    }

    private static String firstLine(String file, String prefix, String otherwise) {
        try (Stream<String> lines = Files.lines(Path.of(file))) {
            return lines.filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException | UncheckedIOException e) {
            // Only Linux has these files.
            return otherwise == null ? "unknown" : otherwise;
        }
    }
}
