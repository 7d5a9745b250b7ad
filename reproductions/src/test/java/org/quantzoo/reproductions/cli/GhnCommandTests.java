package org.quantzoo.reproductions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that train and evaluate hypernetworks, where they have nothing to train. */
class GhnCommandTests {
    @TempDir
    Path runs;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(String... arguments) {
        String[] all = new String[arguments.length + 2];
        all[0] = "--runs";
        all[1] = runs.toString();
        System.arraycopy(arguments, 0, all, 2, arguments.length);
        return Reproduce.execute(new PrintWriter(out), new PrintWriter(err), all);
    }

    @Test
    void anUnknownTrainingIsRefusedWithTheKnownOnes() {
        assertThat(execute("ghn", "train", "ghn-9", "--scale", "smoke")).isEqualTo(Reproduce.FAILURE);
        assertThat(err.toString()).contains("ghn-9").contains("ghn-qat-w2a2").doesNotContain("\tat ");
    }

    @Test
    void anEvaluationWithoutATrainingNamesTheCommandThatTrains() {
        assertThat(execute("ghn", "evaluate", "ghn-q", "--scale", "smoke")).isEqualTo(Reproduce.FAILURE);
        assertThat(out.toString()).contains("reproduce ghn train ghn-q --scale smoke --seed 1");
    }

    @Test
    void aComparisonOfWeightsWithoutATrainingNamesTheCommandThatTrains() {
        assertThat(execute("ghn", "precision", "ghn-q", "--scale", "smoke")).isEqualTo(Reproduce.FAILURE);
        assertThat(out.toString()).contains("reproduce ghn train ghn-q --scale smoke --seed 1");
    }

    @Test
    void anUnknownBitSettingIsRefusedWithTheKnownOnes() {
        assertThat(execute("ghn", "evaluate", "ghn-q", "--scale", "smoke", "--random", "--bits", "W1A1"))
                .isEqualTo(Reproduce.FAILURE);
        assertThat(err.toString()).contains("W1A1").contains("W4A8-percentile");
    }
}
