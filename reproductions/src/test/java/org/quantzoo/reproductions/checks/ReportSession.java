package org.quantzoo.reproductions.checks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.Provenance;

/**
 * Prepares the folder of Allure results before the paper checks run: removes the results of an earlier build and adds what the report shows
 * about the environment and how it sorts failures.
 */
public final class ReportSession implements LauncherSessionListener {

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        String folder = System.getProperty("quantzoo.report.results");
        if (folder != null) {
            prepare(Path.of(folder));
            new CheckOutcomes(PaperCheck.folder()).clear();
        }
    }

    static void prepare(Path results) {
        try {
            Files.createDirectories(results);
            try (Stream<Path> old = Files.list(results)) {
                for (Path file : old.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
            try (InputStream categories = ReportSession.class.getResourceAsStream("/categories.json")) {
                Files.copy(categories, results.resolve("categories.json"));
            }
            List<String> lines = environment().entrySet().stream()
                    .map(entry -> entry.getKey() + "=" + entry.getValue())
                    .toList();
            Files.write(results.resolve("environment.properties"), lines, StandardCharsets.ISO_8859_1);
            Map<String, String> executor = Map.of("name", "Maven", "type", "maven", "buildName", build());
            Files.writeString(results.resolve("executor.json"), Json.pretty(executor));
        } catch (IOException e) {
            throw new UncheckedIOException("The folder of Allure results " + results + " cannot be prepared.", e);
        }
    }

    private static String build() throws IOException {
        return "QuantZoo " + System.getProperty("quantzoo.version", "unknown-version") + " at " + commit();
    }

    /** The commit that the build wrote down for run records. */
    private static String commit() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Provenance.class.getResourceAsStream("commit.properties")) {
            if (in != null) {
                properties.load(in);
            }
        }
        String commit = properties.getProperty("commit", "");
        return commit.isBlank() ? "unknown-commit" : commit;
    }

    private static Map<String, String> environment() throws IOException {
        Map<String, String> environment = new TreeMap<>();
        environment.put("Commit", commit());
        environment.put("Java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        environment.put("Processors", String.valueOf(Runtime.getRuntime().availableProcessors()));
        environment.put("Scale", System.getProperty("quantzoo.scale", "smoke"));
        environment.put("System", System.getProperty("os.name") + " " + System.getProperty("os.arch"));
        return environment;
    }
}
