package org.quantzoo.benchmarks.program;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.quantzoo.datasets.store.AtomicFiles;

/**
 * The files of one result: JSON, and what lies beside it under the same name. Each is complete or not there.
 *
 * @param json the first of them
 */
public record ResultFiles(Path json) {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The file with this ending, for example {@code .png}, in the place of {@code .json}. */
    public Path sibling(String ending) {
        String name = json.getFileName().toString().replaceFirst("\\.json$", "");
        return json.resolveSibling(name + ending);
    }

    /** The table, in Markdown. */
    public Path table() {
        return sibling(".md");
    }

    /** The chart. */
    public Path chart() {
        return sibling(".png");
    }

    /** What other processes print. */
    public Path log() {
        return sibling(".engines.log");
    }

    /** The log without what an earlier run has left there. */
    public Path newLog() throws IOException {
        Path log = log();
        Files.createDirectories(log.toAbsolutePath().getParent());
        Files.deleteIfExists(log);
        return log;
    }

    /** Writes the results. */
    public void writeJson(Object results) throws IOException {
        AtomicFiles.write(json.toAbsolutePath(), JSON.writeValueAsBytes(results));
    }

    /** Writes the table. */
    public void writeTable(String markdown) throws IOException {
        AtomicFiles.write(table().toAbsolutePath(), markdown.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes the chart. */
    public void writeChart(byte[] png) throws IOException {
        AtomicFiles.write(chart().toAbsolutePath(), png);
    }
}
