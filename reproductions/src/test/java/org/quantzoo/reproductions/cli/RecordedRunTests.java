package org.quantzoo.reproductions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.quantzoo.reproductions.runs.CommittedRuns;
import org.quantzoo.reproductions.runs.RunComparison;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;

/** A committed record says by which command it was made, and the command makes it again. */
class RecordedRunTests {

    @TempDir
    Path runs;

    /** Those on the embedded images: they take seconds, and every machine has the images. */
    static Stream<RunRecord> records() {
        List<RunRecord> smoke = CommittedRuns.STORE.records().stream()
                .filter(record -> record.scale() == Scale.SMOKE)
                .toList();
        assertThat(smoke)
                .as("records at smoke scale in %s", CommittedRuns.STORE.root())
                .isNotEmpty();
        return smoke.stream();
    }

    /** With the same kernels, threads and processor to the same parameters, bit for bit; elsewhere to the same metrics within stated bounds. */
    @ParameterizedTest(name = "record {index}")
    @MethodSource("records")
    void the_command_of_a_recorded_run_makes_it_again(RunRecord recorded) {
        StringWriter err = new StringWriter();
        List<String> command =
                new ArrayList<>(Arrays.asList(recorded.provenance().command().split(" ")));
        assertThat(command.remove(0)).isEqualTo("reproduce");
        command.addAll(List.of("--runs", runs.toString()));

        int exitCode = Reproduce.execute(
                new PrintWriter(new StringWriter()), new PrintWriter(err), command.toArray(String[]::new));

        assertThat(exitCode).as(err.toString()).isZero();
        assertThat(RunStore.at(runs).find(recorded.key())).hasValueSatisfying(again -> assertThat(
                        RunComparison.of(recorded, again).differences())
                .isEmpty());
    }
}
