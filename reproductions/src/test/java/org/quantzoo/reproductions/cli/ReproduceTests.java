package org.quantzoo.reproductions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quantzoo.datasets.images.ImageDatasets;
import org.quantzoo.reproductions.runs.Experiment;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.Recipes;
import org.quantzoo.reproductions.runs.Refinements;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunRecords;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;
import org.quantzoo.reproductions.studies.Cells;
import org.quantzoo.zoo.models.SimpleBlockCnn;

class ReproduceTests {
    private static final String CELL = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";

    @TempDir
    Path runs;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void listNamesEveryCellOfAPaperWithWhatThePaperReportsAndTheStoredRuns() throws IOException {
        store(RunRecords.completed(CELL, 1, 79, 60));

        assertThat(reproduce("list", "--paper", "starting-positions")).isZero();
        assertThat(out.toString().lines()).hasSize(96);
        assertThat(line(CELL)).contains("paper 79.48 -> 55.56").endsWith("1 quick");
        assertThat(line("starting-positions/table1/Regular_Conv_No_BN_RandUni_Small"))
                .contains("did not train")
                .endsWith("no run");
    }

    @Test
    void showPrintsOneJsonObjectForEachRunWithTheFieldsThatReadersNeed() throws IOException {
        RunRecord first = RunRecords.completed(CELL, 1, 80, 60);
        store(first);
        store(RunRecords.completed(CELL, 2, 82, 70));

        assertThat(reproduce("show", CELL, "--json")).isZero();
        String[] lines = out.toString().split("\n");
        assertThat(lines).hasSize(2);
        JsonNode object = new ObjectMapper().readTree(lines[0]);
        assertThat(object.fieldNames())
                .toIterable()
                .contains(
                        "cell",
                        "scale",
                        "seed",
                        "epochs",
                        "width",
                        "trainImages",
                        "precision",
                        "kernels",
                        "fp32_accuracy",
                        "quint8_accuracy",
                        "qmse",
                        "qce",
                        "percent_accuracy_decrease",
                        "paramsHash",
                        "record");
        assertThat(object.path("percent_accuracy_decrease").asDouble()).isEqualTo(25);
        assertThat(Path.of(object.path("record").asText()))
                .isEqualTo(RunStore.at(runs).file(first))
                .exists();
    }

    @Test
    void theAccuracyOfAQuantizedNetworkIsShownWithItsBits() throws IOException {
        ObjectNode run = Json.tree(RunRecords.completed(CELL, 1, 80, 60));
        ((ObjectNode) run.get("recipe"))
                .set(
                        "refinements",
                        Json.tree(new Refinements(
                                false, 0, null, 0, 0, 0, 0, new Refinements.QuantizationAware(4, 4, 0, "ff"))));
        run.putArray("calibrations");
        store(Json.mapper().treeToValue(run, RunRecord.class));

        assertThat(reproduce("show", CELL)).isZero();
        assertThat(out.toString())
                .contains("W4/A4 80.00 %")
                .doesNotContain("fp32")
                .doesNotContain("quint8");
    }

    @Test
    void showFindsACellByAnyRowThatItMeasures() throws IOException {
        store(RunRecords.completed(CELL, 1, 80, 60));

        assertThat(reproduce("show", "thesis/table4.2/DWS_Conv_With_BN_HeNorm")).isZero();
        assertThat(out.toString()).contains("fp32 80.00 %, quint8 60.00 %, decrease 25.00 %");
    }

    @Test
    void tableSetsMeasuredMeansBelowThePaperAndSaysThatScalesDoNotCompare() throws IOException {
        store(RunRecords.completed(CELL, 1, 80, 60));
        store(RunRecords.completed(CELL, 2, 82, 62));

        assertThat(reproduce("table", "starting-positions/table1")).isZero();
        assertThat(out.toString())
                .contains("compare orderings, never the numbers themselves")
                .contains("paper     fp32_accuracy 79.48  quint8_accuracy 55.56")
                .contains("measured  fp32_accuracy 81.00 sd 1.41  quint8_accuracy 61.00 sd 1.41")
                .contains("(2 runs, width 0.25")
                .contains("measured  not run");
    }

    @Test
    void compareSetsTwoPrecisionsBesideEachOtherSeedBySeed() throws IOException {
        store(RunRecords.completed(CELL, 1, 80, 60));
        store(RunRecords.completed(CELL, 2, 82, 62));
        store(RunRecords.completed(CELL, 3, 90, 70)); // has no partner
        store(RunRecords.inBfloat16(RunRecords.completed(CELL, 1, 81, 61)));
        store(RunRecords.inBfloat16(RunRecords.completed(CELL, 2, 83, 61)));

        assertThat(reproduce("compare", CELL)).isZero();
        assertThat(out.toString())
                .contains("seeds [1, 2]")
                .contains("| 1 | fp32 accuracy, % | 81.00 (1.41) | 82.00 (1.41) | +1.00 (+1.00 to +1.00) |")
                // Student's interval of two differences, +1 and -1: 12.706 times their standard error, 1.
                .contains("| 1 | quint8 accuracy, % | 61.00 (1.41) | 61.00 (0.00) | +0.00 (-12.71 to +12.71) |");
    }

    @Test
    void compareNamesTheRunsThatAreMissing() throws IOException {
        store(RunRecords.completed(CELL, 1, 80, 60));

        assertThat(reproduce("compare", CELL)).isEqualTo(1);
        assertThat(err.toString())
                .contains("found seeds [1] in float32 and [] in bfloat16")
                .contains("reproduce run " + CELL + " --scale quick --seed 1,2,3 --precision float32");
    }

    @Test
    void compareWantsTwoPrecisions() {
        assertThat(reproduce("compare", CELL, "--precisions", "float32")).isEqualTo(2);
        assertThat(err.toString()).contains("found [float32]");
    }

    @Test
    void aTableWithoutCellsSaysSo() {
        assertThat(reproduce("table", "dualprecision/table1")).isZero();
        assertThat(out.toString()).contains("no cell is declared for this row");
    }

    @Test
    void runDoesNothingForAFinishedRun() throws IOException {
        Experiment experiment = new Experiment(
                Cells.get().cell(CELL),
                Scale.SMOKE,
                5,
                Recipes.get().recipe(Cells.get().cell(CELL), Scale.SMOKE),
                ImageDatasets.resolve("embedded"));
        Path file = RunStore.at(runs).folder(experiment.key()).resolve("record.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, Json.pretty(RunRecords.completed(CELL, 5, 80, 60)));

        assertThat(reproduce("run", CELL, "--scale", "smoke", "--seed", "5")).isZero();
        assertThat(out.toString()).contains("Finished already: " + CELL).contains("fp32 80.00 %");
        assertThat(file.getParent()).isDirectoryContaining(path -> path.equals(file));
        assertThat(file.getParent().resolve("events.jsonl")).doesNotExist();
    }

    @Test
    void aRecordedCommandCanBeTypedOnAnotherMachine() {
        String home = System.getProperty("user.home");

        assertThat(Reproduce.typed(List.of(
                        "run",
                        CELL,
                        "--runs",
                        Path.of(home, "runs").toString(),
                        Reproduce.END_WITH_INPUT,
                        "--analyze")))
                .isEqualTo("reproduce run " + CELL + " --runs " + Path.of("~", "runs") + " --analyze");
    }

    @Test
    void exportCopiesRecordsOfOneScale() throws IOException {
        store(RunRecords.completed(CELL, 1, 80, 60));
        Path results = runs.resolve("results");

        assertThat(reproduce("export", results.toString())).isZero();
        assertThat(RunStore.at(results).records(CELL)).hasSize(1);
        assertThat(out.toString()).startsWith("1 records copied");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "show|starting-positions/table1/DWS_Conv_With_BN_HeNorn|1|nearest: starting-positions/table1/DWS_Conv_With_BN_HeNorm",
                "show|starting-positions/table1/DWS_Conv_With_BN_HeNorm|1|make one with: reproduce run",
                "table|starting-positions/table9|1|nearest: starting-positions/table",
                "run|starting-positions/table1/DWS_Conv_With_BN_HeNorm --scale fast|1|expected smoke, quick, paper or zoo",
                "run|starting-positions/table1/DWS_Conv_With_BN_HeNorm --scale smoke --dataset mnist|1|mnist",
                "run|zoo/DWS_Conv_With_BN --scale quick|1|is trained at scale zoo, found quick",
                "run|zoo-w4a4/DWS_Conv_With_BN --dataset embedded|1|make one with: reproduce run zoo/DWS_Conv_With_BN --seed 1",
                "show|zoo/DWS_Conv_With_BN|1|reproduce run zoo/DWS_Conv_With_BN --scale zoo --seed 1",
                "grid|--cell zoo-w4a4/DWS_Conv_With_BN --scale zoo --dataset embedded|1|begins with the result of another",
                "first-steps|zoo/DWS_Conv_With_BN --dataset embedded --checkpoint none.json|1|There is no file none.json",
                "list|--paper starting|1|nearest: starting-positions",
                "run|starting-positions/table1/DWS_Conv_With_BN_HeNorm --seed one|2|--seed",
                "paint|the house|2|Unmatched",
            })
    void aMistakeIsAnsweredWithOneSentenceAndAnExitCode(
            String command, String arguments, int exitCode, String sentence) {
        assertThat(reproduce((command + " " + arguments).split(" "))).isEqualTo(exitCode);
        assertThat(err.toString()).contains(sentence);
        if (exitCode == Reproduce.FAILURE) {
            assertThat(err.toString().lines()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({"float32, ''", "quint8, --quint8 --dataset embedded --calibration-images 64"})
    void exportOnnxWritesAModelOfASavedNetwork(String precision, String options) throws IOException {
        Path model = runs.resolve("network.zip");
        ModelSerializer.writeModel(
                SimpleBlockCnn.builder().width(0.125).hiddenUnits(8).build().init(), model.toFile(), false);
        Path onnx = runs.resolve("network.onnx");

        String command = "export-onnx " + model + " --out " + onnx + " " + options;
        assertThat(reproduce(command.strip().split(" "))).isZero();
        assertThat(out.toString()).contains("opset 17, " + precision).contains(onnx.toString());
        assertThat(onnx).isNotEmptyFile();
    }

    @Test
    void exportOnnxOfAFileThatIsNoNetworkFailsWithOneSentence() throws IOException {
        Path model = Files.writeString(runs.resolve("network.zip"), "hello");

        assertThat(reproduce(
                        "export-onnx",
                        model.toString(),
                        "--out",
                        runs.resolve("x.onnx").toString()))
                .isEqualTo(1);
        assertThat(err.toString().lines()).singleElement().asString().contains("no saved network");
        assertThat(runs.resolve("x.onnx")).doesNotExist();
    }

    private int reproduce(String... arguments) {
        String[] withStore = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, withStore, 0, arguments.length);
        withStore[arguments.length] = "--runs";
        withStore[arguments.length + 1] = runs.toString();
        return Reproduce.execute(new PrintWriter(out), new PrintWriter(err), withStore);
    }

    private String line(String start) {
        return out.toString()
                .lines()
                .filter(line -> line.startsWith(start + " "))
                .findFirst()
                .orElseThrow();
    }

    private void store(RunRecord record) throws IOException {
        Path file = RunStore.at(runs).file(record);
        Files.createDirectories(file.getParent());
        Files.writeString(file, Json.pretty(record));
    }
}
