package org.quantzoo.benchmarks.loading;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.benchmarks.program.Machine;
import org.quantzoo.zoo.pretrained.Checkpoint;
import org.quantzoo.zoo.pretrained.Checkpoints;

class LoadingBenchmarkTests {
    private final StringWriter err = new StringWriter();

    @TempDir
    Path folder;

    @Test
    void every_published_checkpoint_is_loaded_in_a_process_of_its_own() throws IOException {
        Path json = folder.resolve("loading.json");
        PrintWriter to = new PrintWriter(err);
        assertThat(LoadingBenchmark.execute(to, to, "--runs", "1", "--json", json.toString()))
                .as(err.toString())
                .isZero();
        JsonNode times = new ObjectMapper().readTree(json.toFile()).path("loading");
        assertThat(times.findValuesAsText("checkpoint"))
                .containsExactlyElementsOf(Checkpoints.onClassPath().all().stream()
                        .map(Checkpoint::toString)
                        .toList());
        assertThat(times).allSatisfy(time -> {
            assertThat(time.path("bytes").asLong()).isPositive();
            assertThat(time.path("plain").path("first")).hasSize(1);
            assertThat(time.path("plain").path("warm")).hasSize(1);
            // The tests' class path has folders.
            assertThat(time.path("classArchive").isNull()).isTrue();
        });
        assertThat(Files.readString(folder.resolve("loading.md"))).contains("| dws-conv-with-bn-quint8 | ");
    }

    @Test
    void no_runs_are_wrong_usage() {
        PrintWriter to = new PrintWriter(err);
        assertThat(LoadingBenchmark.execute(to, to, "--runs", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("found 0 runs and 2 threads.");
    }

    @Test
    void only_jars_are_archived() throws IOException {
        Path jar = Files.createFile(folder.resolve("a.jar"));
        assertThat(LoadingRuns.canBeArchived(jar.toString())).isTrue();
        assertThat(LoadingRuns.canBeArchived(jar + File.pathSeparator + folder)).isFalse();
    }

    @Test
    void the_table_shows_medians() {
        LoadingReport report = new LoadingReport(
                "2026-01-02T03:04:05Z",
                "benchmarks/loading",
                new Machine("A processor", 2, "0.10", "17", "Linux"),
                2,
                List.of(
                        new LoadingTime(
                                "net-quint8",
                                1_234,
                                new LoadingSamples(List.of(900.0), List.of(210.0, 190.0, 230.0), List.of(30.0)),
                                new LoadingSamples(List.of(400.0), List.of(100.0), List.of(20.0))),
                        new LoadingTime(
                                "from-folders",
                                5,
                                new LoadingSamples(List.of(900.0), List.of(210.0), List.of(30.0)),
                                null)));
        assertThat(report.markdown())
                .contains("| net-quint8 | 1234 | 900 (900 to 900) | 210 (190 to 230) | 30 (30 to 30)"
                        + " | 400 (400 to 400) | 100 (100 to 100) | 20 (20 to 20) |")
                .contains(
                        "| from-folders | 5 | 900 (900 to 900) | 210 (210 to 210) | 30 (30 to 30) | not measured | not measured | not measured |");
    }
}
