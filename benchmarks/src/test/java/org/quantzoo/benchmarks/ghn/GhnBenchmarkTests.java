package org.quantzoo.benchmarks.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.benchmarks.engines.SampleImages;
import org.quantzoo.benchmarks.networks.BenchmarkArchitecture;
import org.quantzoo.benchmarks.program.Machine;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.datasets.architectures.NetworkGraph;
import org.quantzoo.datasets.images.ImageDatasets;

/** The command that times hypernetworks, and what it says of its measurements. */
class GhnBenchmarkTests {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        return GhnBenchmark.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    @Test
    void aTrialLeavesJsonTableAndChartAndSaysThatItIsOne(@TempDir Path folder) throws IOException {
        Path json = folder.resolve("ghn.json");

        int code = execute(
                "--channels", "4",
                "--networks", "1",
                "--part-networks", "1",
                "--export-networks", "0",
                "--repetitions", "1",
                "--meta-batches", "0",
                "--threads", "1",
                "--dataset", "embedded",
                "--json", json.toString());

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        JsonNode written = new ObjectMapper().readTree(json.toFile());
        assertThat(written.path("parts").findValuesAsText("part"))
                .containsExactly(
                        "GRAPH", "PREDICTION", "ASSIGNMENT", "TARGET_FORWARD", "TARGET_BACKWARD", "BACKPROPAGATION");
        assertThat(written.path("predictions").findValuesAsText("part")).containsExactly("GRAPH", "PREDICTION");
        assertThat(written.path("circumstances")
                        .path("machine")
                        .path("processors")
                        .asInt())
                .isPositive();
        assertThat(Files.readString(folder.resolve("ghn.md")))
                .contains("**Quick run")
                .contains("| GHN forward: all parameters of one network | 4 | 1 |");
        assertThat(Files.size(folder.resolve("ghn.png"))).isGreaterThan(1_000);
    }

    @Test
    void theExportIsTimedBesideThePredictionOfTheSameNetwork() {
        SampleImages images = SampleImages.of(ImageDatasets.resolve("embedded"), 32, 1);
        // Of few nodes, since the time grows with them.
        BenchmarkArchitecture network = IntStream.iterate(0, index -> index + 1)
                .mapToObj(index -> new BenchmarkArchitecture(ArchitectureSplit.ID, index, 4, 8))
                .filter(candidate ->
                        NetworkGraph.of(candidate.architecture(), 10).size() < 40)
                .findFirst()
                .orElseThrow();

        Map<Part, Double> times = new PartTimer(images, 1).export(network);

        assertThat(times.keySet()).containsExactly(Part.GRAPH, Part.PREDICTION, Part.EXPORT, Part.EXPORTED_PREDICTION);
        assertThat(times.values()).allMatch(milliseconds -> milliseconds > 0);
    }

    @Test
    void wrongNumbersAreWrongUsage() {
        assertThat(execute("--networks", "0")).isEqualTo(2);
        assertThat(execute("--networks", "501")).isEqualTo(2);
        assertThat(err.toString())
                .contains("1 to 500 networks, found --networks 0")
                .contains("found --networks 501");
    }

    @Test
    void quartilesAreInterpolatedBetweenNetworks() {
        Timing timing = new Timing(Part.PREDICTION, 32, List.of(40.0, 10.0, 30.0, 20.0));

        assertThat(timing.median()).isCloseTo(25, within(1e-12));
        assertThat(timing.quantile(0.25)).isCloseTo(17.5, within(1e-12));
        assertThat(timing.quantile(1)).isEqualTo(40);
    }

    @Test
    void theRatioIsThatOfTheMediansAndTheLastRowHasTheMedianRatio() {
        StepMeasurement slow = new StepMeasurement(List.of("a"), 1, List.of(1.0, 2.0, 3.0), List.of(8.0, 9.0, 100.0));
        StepMeasurement fast = new StepMeasurement(List.of("b"), 1, List.of(1.0), List.of(3.5));
        GhnResults results = GhnResults.of(
                        new Circumstances("2026", "benchmarks/ghn", false, Machine.current(), 2, "kernels", "CIFAR-10"))
                .withPredictions(List.of(new Timing(Part.PREDICTION, 32, List.of(1.0))))
                .withStep(slow)
                .withStep(fast)
                .withFailure("c: no memory");

        String tables = GhnTables.of(results);

        assertThat(slow.ratio()).isEqualTo(4.5);
        assertThat(tables)
                .contains("| a | 0.00 | 2.00 (1.00 to 3.00) | 9.00 (8.00 to 100.00) | 4.50x |")
                .contains("| median of the ratios | | | | 4.00x |")
                .contains("cannot express: 0.")
                .contains("* c: no memory");
    }
}
