package org.quantzoo.reproductions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.datasets.images.ImageShape;
import org.quantzoo.reproductions.runs.Networks;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cell;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.analysis.AnalysisJson;

class AnalyzeTests {
    private static final String DEAD = "starting-positions/table1/DWS_Conv_No_BN_GlorotUni";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void initial_networks_and_saved_ones_are_measured_and_drawn_together() throws IOException {
        Cell cell = Cells.get().cell("thesis/ch5-text/FactorizeNet-f2");
        Path saved = folder.resolve("saved.zip");
        ModelSerializer.writeModel(
                Networks.of(cell.network(), Recipes.get().recipe(cell, Scale.SMOKE), new ImageShape(32, 32, 3), 10, 1)
                        .init(),
                saved.toFile(),
                false);
        Path results = folder.resolve("out");

        assertThat(analyze(
                        DEAD,
                        saved.toString(),
                        "--scale",
                        "smoke",
                        "--untrained",
                        "--images",
                        "16",
                        "--out",
                        results.toString()))
                .as(err.toString())
                .isZero();

        for (String network : List.of("DWS_Conv_No_BN_GlorotUni_untrained_", "saved")) {
            for (String file : List.of("layers.csv", "channels.csv", "analysis.json")) {
                assertThat(results.resolve(network).resolve(file)).isNotEmptyFile();
            }
        }
        for (String figure : List.of("range-and-precision", "error-and-distribution", "overlay")) {
            assertThat(results.resolve(figure + ".png")).isNotEmptyFile();
            assertThat(results.resolve(figure + ".svg")).isNotEmptyFile();
        }
        assertThat(AnalysisJson.readAnalysis(
                                Files.readString(results.resolve("saved").resolve("analysis.json")))
                        .samples())
                .isEqualTo(16);
        assertThat(out.toString()).contains("Analysed DWS_Conv_No_BN_GlorotUni (untrained): 21 layers, 16 images");
    }

    @Test
    void an_attribution_is_written_beside_the_analysis() {
        assertThat(analyze(
                        "starting-positions/table1/Regular_Conv_No_BN_GlorotUni",
                        "--scale",
                        "smoke",
                        "--untrained",
                        "--images",
                        "8",
                        "--attribution",
                        "--test-images",
                        "10",
                        "--out",
                        folder.resolve("out").toString()))
                .as(err.toString())
                .isZero();
        for (String file : List.of("attribution.csv", "attribution.json", "attribution.png", "attribution.svg")) {
            assertThat(folder.resolve("out/Regular_Conv_No_BN_GlorotUni_untrained_")
                            .resolve(file))
                    .isNotEmptyFile();
        }
    }

    @Test
    void a_cell_without_a_run_names_the_command_that_makes_one() {
        assertThat(analyze(DEAD, "--scale", "smoke", "--out", folder.toString()))
                .isEqualTo(Reproduce.FAILURE);
        assertThat(err.toString())
                .contains("make one with: reproduce run " + DEAD + " --scale smoke --seed 1")
                .contains("--untrained");
        assertThat(err.toString().lines().filter(line -> line.startsWith("reproduce:")))
                .hasSize(1);
    }

    @Test
    void a_missing_file_and_too_many_networks_are_refused() {
        assertThat(analyze("nothing.zip", "--scale", "smoke", "--out", folder.toString()))
                .isEqualTo(Reproduce.FAILURE);
        assertThat(err.toString()).contains("There is no file nothing.zip");
        assertThat(analyze(DEAD, DEAD, DEAD, DEAD, DEAD, DEAD, "--out", folder.toString()))
                .isEqualTo(2);
    }

    private int analyze(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "analyze";
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = "--runs";
        arguments[options.length + 2] = folder.resolve("runs").toString();
        return Reproduce.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    }
}
