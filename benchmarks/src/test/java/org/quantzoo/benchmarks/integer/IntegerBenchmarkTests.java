package org.quantzoo.benchmarks.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quantzoo.benchmarks.program.Machine;
import org.quantzoo.benchmarks.program.Median;

class IntegerBenchmarkTests {
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        PrintWriter to = new PrintWriter(err);
        return IntegerBenchmark.execute(to, to, arguments);
    }

    @Test
    void an_unknown_network_is_wrong_usage_with_the_known_names() {
        assertThat(run("--networks", "VGG")).isEqualTo(2);
        assertThat(err.toString()).contains("FactorizeNet-f4", "found 'VGG'");
    }

    @Test
    void samples_without_length_are_wrong_usage() {
        assertThat(run("--sample-seconds", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("samples of 0.0 s");
    }

    @Test
    void the_table_shows_medians_and_how_much_faster_integers_are() throws Exception {
        Report report = new Report(
                "2026-01-02T03:04:05Z",
                "benchmarks/integer",
                new Machine("A processor", 2, "0.10", "17", "Linux"),
                2,
                "CIFAR-10",
                5,
                2,
                List.of("One was not measured."),
                List.of(
                        speed(Contender.FLOAT32, 90, 100, 130),
                        speed(Contender.SIMULATED, 80),
                        speed(Contender.INTEGER, 260, 250),
                        speed(Contender.ONNX_RUNTIME, 200)));
        assertThat(report.markdown())
                .contains(
                        "| Net | 128 | 100.0 (90.0 to 130.0) | – | 80.0 (80.0 to 80.0) | 255.0 (250.0 to 260.0) | 200.0 (200.0 to 200.0)"
                                + " | 2.55x | – | 1.28x | 1.25x |")
                .contains("* One was not measured.");
        assertThat(report.png()).startsWith(0x89, 'P', 'N', 'G');
    }

    private static Speed speed(Contender contender, double... samples) {
        List<Double> list = Arrays.stream(samples).boxed().toList();
        return new Speed("Net", 128, contender, Median.of(list), list, null, "an engine");
    }
}
