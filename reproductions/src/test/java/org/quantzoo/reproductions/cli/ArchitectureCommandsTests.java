package org.quantzoo.reproductions.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.quantzoo.datasets.architectures.Architecture;
import org.quantzoo.datasets.architectures.ArchitectureFile;
import org.quantzoo.datasets.architectures.ArchitectureJson;
import org.quantzoo.datasets.architectures.ArchitectureSplit;
import org.quantzoo.zoo.ghn.GhnCheckpoint;
import org.quantzoo.zoo.ghn.GhnConfiguration;
import org.quantzoo.zoo.ghn.GhnWeights;

/** The commands about architectures and predicted parameters. */
class ArchitectureCommandsTests {
    private static final String N1 =
            """
            {"C":32,"cells":4,"stemKernel":3,"stemType":0,"stemPool":false,"batchNorm":true,"channelMultiplier":2,
            "fcLayers":1,"fcWidth":0,"globalPooling":true,"normal":[["sep_conv_3x3",0],["skip_connect",1]],
            "reduce":[["max_pool_3x3",0],["conv_3x3",1]],"concat":[2]}
            """;

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path genotype;

    @BeforeEach
    void writeGenotype() throws IOException {
        genotype = folder.resolve("n1.json");
        Files.writeString(genotype, N1);
    }

    private int reproduce(Object... arguments) {
        String[] words = List.of(arguments).stream().map(Object::toString).toArray(String[]::new);
        return Reproduce.execute(new PrintWriter(out), new PrintWriter(err), words);
    }

    /** Published values of an independent implementation in double precision, printed with nine and six decimals. */
    @ParameterizedTest
    @CsvSource({"50, 36.701969583, 3469.444901", "10, 36.705557981, 3474.383310"})
    void predictDescribesTheParametersOfTheFormulaWeights(int distance, double l2, double absSum) throws IOException {
        assertThat(reproduce(
                        "ghn",
                        "predict",
                        "--genotype",
                        genotype,
                        "--weights",
                        "formula",
                        "--smax",
                        distance,
                        "--double",
                        "--json"))
                .as(err.toString())
                .isZero();

        assertThat(out.toString().lines()).hasSize(1);
        JsonNode found = new ObjectMapper().readTree(out.toString());
        assertThat(found.path("nodes").asInt()).isEqualTo(48);
        assertThat(found.path("edges").asInt()).isEqualTo(53);
        assertThat(found.path("parameterTensors").asInt()).isEqualTo(53);
        assertThat(found.path("parameters").asLong()).isEqualTo(279_722);
        assertThat(found.path("l2").asDouble()).isCloseTo(l2, within(1e-9));
        assertThat(found.path("absSum").asDouble()).isCloseTo(absSum, within(1e-6));
        JsonNode tensors = found.path("tensors");
        assertThat(tensors).hasSize(53);
        double total = 0;
        for (JsonNode tensor : tensors) {
            total += tensor.path("absSum").asDouble();
        }
        assertThat(total).isCloseTo(absSum, within(1e-6));
        JsonNode stem = tensors.get(0);
        assertThat(stem.path("name").asText()).isEqualTo("stem0.conv.weight");
        assertThat(stem.path("shape").toString()).isEqualTo("[96,3,3,3]");
        assertThat(stem.path("sum").isDouble()).isTrue();
    }

    @Test
    void predictReadsACheckpointAndItsLargestDistance() throws IOException {
        Path checkpoint = folder.resolve("checkpoint");
        GhnConfiguration configuration = GhnConfiguration.CIFAR10.withMaxDistance(10);
        GhnCheckpoint.save(GhnWeights.formula(configuration, DataType.FLOAT), checkpoint);

        assertThat(reproduce("ghn", "predict", "--genotype", genotype, "--weights", checkpoint, "--json"))
                .as(err.toString())
                .isZero();

        JsonNode found = new ObjectMapper().readTree(out.toString());
        assertThat(found.path("smax").asInt()).isEqualTo(10);
        assertThat(found.path("precision").asText()).isEqualTo("float");
        // The published value at distance 10; float weights and arithmetic.
        assertThat(found.path("l2").asDouble() / 36.705557981).isCloseTo(1, within(1e-4));
    }

    @Test
    void predictPrintsATableForReaders() {
        assertThat(reproduce("ghn", "predict", "--genotype", genotype, "--weights", "formula"))
                .isZero();

        assertThat(out.toString().lines()).hasSize(54);
        assertThat(out.toString())
                .startsWith("48 nodes, 53 edges; 53 tensors with 279722 parameters, L2 norm 36.70")
                .contains("classifier.bias");
    }

    @Test
    void samplePrintsOneGenotypePerLine() {
        assertThat(reproduce("architectures", "sample", "--split", "id", "--count", 3, "--seed", 7))
                .isZero();

        List<Architecture> printed = out.toString()
                .lines()
                .map(line -> ArchitectureJson.read(line.getBytes(StandardCharsets.UTF_8), "a printed line"))
                .toList();
        assertThat(printed).isEqualTo(ArchitectureSplit.ID.architectures(3, 7));
    }

    @Test
    void sampleWritesThePublishedSplitByDefault() throws IOException {
        Path file = folder.resolve("deep.architectures");

        assertThat(reproduce("architectures", "sample", "--split", "deep", "--out", file))
                .isZero();

        ArchitectureFile written = ArchitectureFile.read(file);
        assertThat(written.architectures()).hasSize(100);
        assertThat(out.toString())
                .contains("100 architectures of deep, seed 5")
                // The hash of the published split in the repository.
                .contains("SHA-256 d84ef7507f867e8ae14b449dd4b329c0e43ae6ba747078cac9d96bc93940cfa8");
    }

    @Test
    void sampleWritesAPageWithStatisticsAndHistograms() throws IOException {
        Path page = folder.resolve("id.md");

        assertThat(reproduce("architectures", "sample", "--split", "id", "--count", 40, "--statistics", page))
                .as(err.toString())
                .isZero();

        assertThat(Files.readString(page))
                .contains("40 architectures, seed 4")
                .containsPattern("\\| nodes \\| \\d+\\.\\d \\|")
                .contains("| parameters, millions |", "](id.png)", "| convolution | ");
        assertThat(Files.readAllBytes(folder.resolve("id.png"))).startsWith(new byte[] {(byte) 0x89, 'P', 'N', 'G'});
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ghn predict --genotype missing.json --weights formula|1|Genotype file missing.json does not exist; name",
                "ghn predict --genotype N1 --weights nowhere|1|There is no checkpoint in directory nowhere",
                "ghn predict --genotype N1 --weights formula --smax 0|2|--smax expects a distance of at least 1, found 0",
                "architectures sample --split wider|1|Unknown split \"wider\"; use one of convnets-250k",
                "architectures sample --split id --count 0|2|--count expects at least 1, found 0",
            })
    void aMistakeIsAnsweredWithOneSentence(String command, int exitCode, String sentence) {
        Object[] words = command.replace("N1", genotype.toString()).split(" ");

        assertThat(reproduce(words)).isEqualTo(exitCode);
        assertThat(err.toString()).contains(sentence);
        if (exitCode == Reproduce.FAILURE) {
            assertThat(err.toString().lines()).hasSize(1);
        }
    }
}
