package org.quantzoo.benchmarks.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * The machine of this process, for provenance.
 *
 * @param cpu model name
 * @param processors that Java sees
 * @param loadAverage of the last minute, or {@code unknown}
 * @param java version and vendor
 * @param os name, version and architecture
 */
public record Machine(String cpu, int processors, String loadAverage, String java, String os) {

    /** The machine as it is now. */
    public static Machine current() {
        return new Machine(
                firstLine("/proc/cpuinfo", "model name", System.getenv("PROCESSOR_IDENTIFIER")),
                Runtime.getRuntime().availableProcessors(),
                firstLine("/proc/loadavg", "", null).split(" ")[0],
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"));
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
