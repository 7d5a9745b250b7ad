package org.quantzoo.reproductions.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.zoo.integer.IntegerNetwork;
import org.quantzoo.zoo.pretrained.Checkpoint;
import org.quantzoo.zoo.pretrained.Checkpoints;
import org.quantzoo.zoo.pretrained.Precision;

class CompareIntegersTests {
    private static final Path ARTIFACTS = Path.of("../checkpoints");

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyQuantizedCheckpointGetsARowAndAFileOfItsLayers() throws IOException {
        assumeTrue(IntegerNetwork.unavailable().isEmpty());
        Checkpoint fourBits = Checkpoints.find("DWS_Conv_With_BN", "CIFAR-10", Precision.W4A4);

        assertThat(compare(
                        resources("dws-conv-with-bn-float32"),
                        resources("dws-conv-with-bn-w4a4"),
                        "--dataset",
                        "embedded",
                        "--images",
                        "40",
                        "--layers",
                        folder.toString()))
                .as(err.toString())
                .isZero();
        assertThat(out.toString())
                .containsPattern("\\| dws-conv-with-bn-w4a4 \\| \\d+ of 40 \\| ")
                .contains("dws-conv-with-bn-w4a4 computes in float32: ")
                .doesNotContain("float32 |");
        List<String> layers = Files.readAllLines(folder.resolve("dws-conv-with-bn-w4a4.csv"));
        assertThat(layers.get(0)).startsWith("layer,step,");
        // A quantizer is that of the input, or stands behind a layer.
        assertThat(layers).hasSize(1 + fourBits.loadQuantized().activations().size());
    }

    @Test
    void whatCannotBeComparedIsSaid() {
        assumeTrue(IntegerNetwork.unavailable().isEmpty());

        assertThat(compare(resources("dws-conv-with-bn-float32"))).isEqualTo(2);
        assertThat(compare(folder.resolve("none.jar").toString())).isEqualTo(2);
        assertThat(compare(resources("dws-conv-with-bn-w4a4"), "--images", "0")).isEqualTo(2);
        assertThat(err.toString())
                .contains("There is no quantized checkpoint in ")
                .contains("There is no file or folder ")
                .contains("at least 1, found 0.");
    }

    private static String resources(String id) {
        return ARTIFACTS
                .resolve("checkpoint-" + id)
                .resolve("src/main/resources")
                .toString();
    }

    private int compare(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "compare-integers";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return Reproduce.execute(new PrintWriter(out), new PrintWriter(err), all);
    }
}
