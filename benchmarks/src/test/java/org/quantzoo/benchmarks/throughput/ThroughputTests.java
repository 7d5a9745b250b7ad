package org.quantzoo.benchmarks.throughput;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line tells in one sentence what it cannot do. */
class ThroughputTests {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        PrintWriter to = new PrintWriter(err);
        return Throughput.execute(to, to, arguments);
    }

    @Test
    void an_unknown_network_is_wrong_usage_with_the_known_names() {
        assertThat(run("--networks", "VGG")).isEqualTo(2);
        assertThat(err.toString()).contains("FactorizeNet-f4", "found 'VGG'");
    }

    @Test
    void no_runs_are_wrong_usage() {
        assertThat(run("--runs", "0")).isEqualTo(2);
        assertThat(err.toString()).contains("at least one run");
    }

    @Test
    void resuming_needs_the_files_of_an_earlier_run() {
        assertThat(run(
                        "--resume",
                        "--dataset",
                        "embedded",
                        "--json",
                        folder.resolve("none.json").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("--resume needs the files of an earlier run", "none.json");
    }

    @Test
    void peers_need_the_profile() {
        assumeThat(EngineKind.PYTORCH.isPresent()).isFalse();
        assertThat(run("--peers")).isEqualTo(2);
        assertThat(err.toString()).contains("-Ppeers");
    }
}
