package org.quantzoo.benchmarks.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.benchmarks.engines.LayerKind;
import org.quantzoo.benchmarks.engines.Mode;
import org.quantzoo.benchmarks.engines.Precision;
import org.quantzoo.benchmarks.engines.Sample;

/** One JSON file is enough to recompute everything that is shown. */
class MeasurementsTests {
    private static final String FIXTURE = "measurements.json";

    @TempDir
    Path folder;

    private Measurements fixture() throws IOException {
        Path file = folder.resolve(FIXTURE);
        try (InputStream in = getClass().getResourceAsStream(FIXTURE)) {
            Files.write(file, in.readAllBytes());
        }
        return Measurements.read(file);
    }

    @Test
    void the_file_is_an_array_with_the_documented_fields() throws IOException {
        Measurements measurements = fixture();
        Path copy = folder.resolve("copy.json");
        measurements.write(copy);

        assertThat(Measurements.read(copy)).isEqualTo(measurements);
        JsonNode array = new ObjectMapper().readTree(copy.toFile());
        assertThat(array.isArray()).isTrue();
        for (JsonNode entry : array) {
            assertThat(entry.fieldNames())
                    .toIterable()
                    .containsExactly(
                            "network",
                            "mode",
                            "batch",
                            "precision",
                            "engine",
                            "imagesPerSecond",
                            "min",
                            "max",
                            "runs",
                            "peakMemoryMiB");
        }
        assertThat(array.get(0).get("mode").asText()).isEqualTo("train");
        assertThat(array.get(1).get("precision").asText()).isEqualTo("bfloat16");
        assertThat(array.get(2).get("engine").asText()).isEqualTo("dl4j");
    }

    @Test
    void an_unknown_field_is_refused() throws IOException {
        Path file = folder.resolve("unknown.json");
        Files.writeString(file, "[{\"network\": \"A\", \"speed\": 1}]");
        assertThatThrownBy(() -> Measurements.read(file)).isInstanceOf(IOException.class);
    }

    @Test
    void ratios_compare_the_same_network_mode_and_batch_alone() throws IOException {
        Measurements measurements = fixture();
        Measurement train = measurements.all().get(0);
        assertThat(measurements.ratio(train, Precision.FLOAT32, EngineKind.DL4J))
                .hasValue(15.0);
        assertThat(measurements.ratio(train, Precision.BFLOAT16, EngineKind.DL4J))
                .hasValue(40.0);
        assertThat(measurements.ratio(train, Precision.FLOAT32, EngineKind.PYTORCH))
                .hasValue(1.5);
        Measurement infer = measurements.workloads().get(1);
        assertThat(measurements.ratio(infer, Precision.FLOAT32, EngineKind.DL4J))
                .isEmpty();
    }

    @Test
    void a_measurement_is_the_median_of_its_samples() {
        double[] odd = {30, 10, 20};
        double[] even = {4, 1, 3, 2};
        assertThat(measurement(odd).imagesPerSecond()).isEqualTo(20);
        assertThat(measurement(even).imagesPerSecond()).isEqualTo(2.5);
        assertThat(measurement(even).min()).isEqualTo(1);
        assertThat(measurement(even).max()).isEqualTo(4);
        assertThat(measurement(even).runs()).isEqualTo(4);
    }

    private static Measurement measurement(double[] samples) {
        return Measurement.of("A", Mode.TRAIN, 128, Precision.FLOAT32, EngineKind.QUANTZOO, samples, null);
    }

    @Test
    void shares_add_up_to_one_and_the_rest_is_other() {
        List<Sample> samples = List.of(
                new Sample(1, 2, Map.of(LayerKind.CONVOLUTION, 1.0), null),
                new Sample(1, 2, Map.of(LayerKind.CONVOLUTION, 1.0, LayerKind.DENSE, 1.0), null));
        Map<LayerKind, Double> shares = SampleLog.shares(samples);
        assertThat(shares.get(LayerKind.CONVOLUTION)).isCloseTo(0.5, within(1e-12));
        assertThat(shares.get(LayerKind.DENSE)).isCloseTo(0.25, within(1e-12));
        assertThat(shares.get(LayerKind.OTHER)).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void the_table_shows_speeds_ratios_and_what_is_missing() throws IOException {
        assertThat(MarkdownTable.speeds(fixture()).lines().skip(2))
                .containsExactly(
                        "| Net | train | 128 | 150.0 (140.0 to 160.0) | 400.0 (390.0 to 410.0) | 10.0 (9.0 to 11.0) |"
                                + " 100.0 (95.0 to 105.0) | 15.00x | 40.00x | 1.50x | 4.00x |",
                        "| Net | infer | 128 | 600.0 (590.0 to 610.0) | – | – | – | – | – | – | – |");
    }

    @Test
    void the_report_labels_a_quick_run_and_names_its_circumstances_and_failures() throws IOException {
        RunProvenance provenance = provenance("2026-01-01T00:00:00Z", 2);
        assertThat(MarkdownTable.of(fixture(), provenance))
                .contains("Quick run", "Some CPU", "`benchmarks/throughput --quick`", "It was not measured: reason.");
        provenance.write(folder.resolve("provenance.json"));
        assertThat(new ObjectMapper()
                        .readTree(folder.resolve("provenance.json").toFile())
                        .get("cpu")
                        .asText())
                .isEqualTo("Some CPU");
    }

    private static RunProvenance provenance(String date, int steps) {
        return new RunProvenance(
                List.of(new RunProvenance.Start(date, "benchmarks/throughput --quick", "0.1")),
                true,
                "Some CPU",
                2,
                2,
                "17",
                "Linux",
                "CIFAR-10",
                steps,
                2,
                1,
                0,
                0,
                List.of("It was not measured: reason."),
                List.of());
    }

    @Test
    void a_resumed_run_names_all_its_starts_and_refuses_other_settings() throws IOException {
        Path file = folder.resolve("provenance.json");
        provenance("2026-01-01T00:00:00Z", 2).write(file);
        RunProvenance now = provenance("2026-01-02T00:00:00Z", 2);
        assertThat(now.resuming(RunProvenance.read(file)).starts())
                .extracting(RunProvenance.Start::date)
                .containsExactly("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z");
        assertThatThrownBy(() -> provenance("2026-01-02T00:00:00Z", 3).resuming(RunProvenance.read(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 runs of 2 steps")
                .hasMessageContaining("2 runs of 3 steps");
    }

    @Test
    void the_chart_is_a_picture() throws IOException {
        byte[] png = BarChart.png(fixture());
        assertThat(ImageIO.read(new java.io.ByteArrayInputStream(png)).getWidth())
                .isEqualTo(1200);
    }
}
