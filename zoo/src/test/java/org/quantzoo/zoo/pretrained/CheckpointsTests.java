package org.quantzoo.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.zoo.PretrainedType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.datasets.store.Sha256;
import org.quantzoo.zoo.models.HeadPooling;
import org.quantzoo.zoo.models.SimpleBlock;
import org.quantzoo.zoo.models.SimpleBlockCnn;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Accuracy;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.BatchRecord;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Evaluation;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.FirstSteps;
import org.quantzoo.zoo.pretrained.CheckpointMetadata.Preprocessing;

class CheckpointsTests {
    private static final String NAME = "Regular_Conv_With_BN";

    @TempDir
    Path folder;

    private final Thread thread = Thread.currentThread();
    private final ClassLoader before = thread.getContextClassLoader();
    private ComputationGraph trained;
    private URLClassLoader classPath;

    @BeforeEach
    void publishAFloatNetwork() throws IOException {
        trained = model(SimpleBlock.REGULAR).seed(99).build().init();
        publish(metadata("regular-quick", "quick", Precision.FLOAT32), CheckpointFile.encode(trained));
        classPath = new URLClassLoader(new URL[] {folder.toUri().toURL()}, before);
        thread.setContextClassLoader(classPath);
    }

    @AfterEach
    void restoreClassPath() throws IOException {
        thread.setContextClassLoader(before);
        classPath.close();
    }

    @Test
    void aCheckpointIsFoundByNetworkDataSetAndPrecision() throws IOException {
        Checkpoint found = Checkpoints.find(NAME, "CIFAR-10", Precision.FLOAT32);
        assertThat(found.metadata().id()).isEqualTo("regular-quick");
        assertThat(found.load().params()).isEqualTo(trained.params());
    }

    @Test
    void aCheckpointWithWeightsInBfloat16IsFoundAsAFloatNetwork() throws IOException {
        byte[] file = CheckpointFile.encode(trained, FloatStorage.BFLOAT16);
        publish(metadata("regular-rounded-zoo", "zoo", Precision.FLOAT32, file), file);
        ComputationGraph read = model(SimpleBlock.REGULAR).build().initPretrained(PretrainedType.CIFAR10);
        ComputationGraph rounded = CheckpointFile.decode(file, "file").network();
        assertThat(read.params()).isEqualTo(rounded.params()).isNotEqualTo(trained.params());
    }

    @Test
    void aFailedLookUpListsWhatExistsAndWhyEachWasRejected() throws IOException {
        publish(metadata("regular-quick-quint8", "quick", Precision.QUINT8), new byte[0]);
        assertThatThrownBy(() -> Checkpoints.find(NAME, "CIFAR-100", Precision.QUINT8))
                .isInstanceOf(CheckpointNotFoundException.class)
                .hasMessage("No checkpoint on the class path is for network Regular_Conv_With_BN, data set CIFAR-100,"
                        + " precision quint8; found regular-quick (data set is CIFAR-10, precision is float32),"
                        + " regular-quick-quint8 (data set is CIFAR-10).");
    }

    @Test
    void withoutAnyCheckpointTheMessageNamesTheArtifacts() {
        thread.setContextClassLoader(before);
        assertThatThrownBy(() -> Checkpoints.find(NAME, "CIFAR-10", Precision.FLOAT32))
                .hasMessageContaining("none at all; add a dependency on an artifact org.quantzoo:checkpoint-...");
    }

    @Test
    void aCheckpointOfPaperScaleComesBeforeAQuickOne() throws IOException {
        publish(metadata("regular-a-paper", "paper", Precision.FLOAT32), CheckpointFile.encode(trained));
        publish(metadata("regular-z-paper", "quick", Precision.FLOAT32), CheckpointFile.encode(trained));
        assertThat(Checkpoints.find(NAME, "CIFAR-10", Precision.FLOAT32)).hasToString("regular-a-paper");
    }

    @Test
    void aCheckpointOfTheZoosOwnRecipeComesFirst() throws IOException {
        publish(metadata("regular-m-zoo", "zoo", Precision.FLOAT32), CheckpointFile.encode(trained));
        publish(metadata("regular-z-paper", "paper", Precision.FLOAT32), CheckpointFile.encode(trained));
        assertThat(Checkpoints.find(NAME, "CIFAR-10", Precision.FLOAT32)).hasToString("regular-m-zoo");
    }

    @Test
    void theTableStatesTrainingStorageTestImagesAndDraws() throws IOException {
        publish(metadata("regular-quick-quint8", "quick", Precision.QUINT8), new byte[0]);
        assertThat(CheckpointTable.of(Checkpoints.onClassPath().all()))
                .contains(
                        "| `regular-quick` | Regular_Conv_With_BN, 0.015625, 1x1x1 | quick: 1 epochs, 1 seed | float32, weights float32 |"
                                + String.format(" %.2f MB", CheckpointFile.encode(trained).length / 1e6)
                                + " | 100 | 10.00 | 10.50 |  | 0.0 |\n")
                .containsPattern(
                        "\\| `regular-quick-quint8` .*\\| quint8 \\| .* \\| 100 \\| 10.00 \\| 10.50 \\| 9.00 \\(sd 0.50 of 5\\) \\|");
    }

    @Test
    void initPretrainedOfDl4jReadsFromTheClassPath() throws IOException {
        SimpleBlockCnn model = model(SimpleBlock.REGULAR).seed(1).dropout(0.2).build();
        assertThat(model.pretrainedAvailable(PretrainedType.CIFAR10)).isTrue();
        ComputationGraph network = model.initPretrained(PretrainedType.CIFAR10);
        assertThat(network.params()).isEqualTo(trained.params());
        assertThat(network.getConfiguration()).isEqualTo(model.init().getConfiguration());
        assertThat(network.outputSingle(Nd4j.ones(2, 8, 8, 3))).isEqualTo(trained.outputSingle(Nd4j.ones(2, 8, 8, 3)));
    }

    @Test
    void aHeadThatPoolsIsAnotherNetworkThanOneThatReadsTheWholeMap() {
        SimpleBlockCnn model =
                model(SimpleBlock.REGULAR).headPooling(HeadPooling.MAX).build();
        assertThatThrownBy(() -> model.initPretrained(PretrainedType.CIFAR10))
                .isInstanceOf(CheckpointNotFoundException.class)
                .hasMessageContaining("headPooling");
    }

    @Test
    void initPretrainedOfAnotherNetworkSaysWhatDiffers() {
        SimpleBlockCnn model =
                model(SimpleBlock.DEPTHWISE_SEPARABLE).hiddenUnits(7).build();
        assertThat(model.pretrainedAvailable(PretrainedType.CIFAR10)).isFalse();
        assertThatThrownBy(() -> model.initPretrained(PretrainedType.CIFAR10))
                .isInstanceOf(CheckpointNotFoundException.class)
                .hasMessageContaining("regular-quick (block is REGULAR, hiddenUnits is 3)");
        assertThatThrownBy(() -> model.initPretrained(PretrainedType.IMAGENET))
                .hasMessageContaining("use PretrainedType.CIFAR10");
    }

    @Test
    void aFileThatIsNotTheOneOfTheMetadataIsRefused() throws IOException {
        Path file = folder.resolve("META-INF/quantzoo/regular-quick.zip");
        byte[] content = Files.readAllBytes(file);
        content[content.length / 2] ^= 1;
        Files.write(file, content);
        assertThatThrownBy(() ->
                        Checkpoints.find(NAME, "CIFAR-10", Precision.FLOAT32).load())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Checkpoint regular-quick is damaged: its SHA-256 is");
        Files.write(file, new byte[] {0}, StandardOpenOption.APPEND);
        assertThatThrownBy(() ->
                        Checkpoints.find(NAME, "CIFAR-10", Precision.FLOAT32).load())
                .hasMessageContaining("has " + (content.length + 1) + " bytes, expected " + content.length);
    }

    @Test
    void anIndexWithoutItsFileIsRefused() throws IOException {
        Files.delete(folder.resolve("META-INF/quantzoo/regular-quick.zip"));
        assertThatThrownBy(() -> Checkpoints.onClassPath().all())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("lacks its file");
    }

    @Test
    void metadataSurvivesJson() throws IOException {
        CheckpointMetadata metadata = metadata("regular-quick", "quick", Precision.FLOAT32);
        assertThat(CheckpointMetadata.parse(metadata.toJson(), "text")).isEqualTo(metadata);
    }

    @Test
    void metadataWithAMissingOrAnUnknownFieldIsRefused() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        ObjectNode valid = (ObjectNode) mapper.readTree(
                metadata("regular-quick", "quick", Precision.FLOAT32).toJson());
        for (Iterator<String> fields = valid.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            String without = valid.deepCopy().without(field).toString();
            assertThatThrownBy(() -> CheckpointMetadata.parse(without, "File x.json"))
                    .as("without %s", field)
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("File x.json is no metadata of a checkpoint");
        }
        String more = valid.deepCopy().put("surprise", 1).toString();
        assertThatThrownBy(() -> CheckpointMetadata.parse(more, "File x.json")).hasMessageContaining("surprise");
        String otherSchema =
                valid.deepCopy().put("schema", 2).without("kernels").toString();
        assertThatThrownBy(() -> CheckpointMetadata.parse(otherSchema, "File x.json"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("File x.json has metadata of schema 2; ");
        String escaping = valid.deepCopy().put("id", "../x").toString();
        assertThatThrownBy(() -> CheckpointMetadata.parse(escaping, "File x.json"))
                .hasMessageContaining("lower-case words");
    }

    @Test
    void anImageBecomesAStandardisedBatchOfOneInRedGreenBlueOrder() {
        BufferedImage image = new BufferedImage(6, 4, BufferedImage.TYPE_INT_RGB);
        for (int x = 1; x < 5; x++) {
            for (int y = 0; y < 4; y++) {
                image.setRGB(x, y, 0xff8000); // the outer columns, cropped away, stay black
            }
        }
        INDArray input = new Preprocessing(4, 4, List.of(0.5, 0.25, 0.0), List.of(0.5, 0.25, 2.0)).input(image);
        assertThat(input.shape()).containsExactly(1, 4, 4, 3);
        for (int pixel = 0; pixel < 16; pixel++) {
            INDArray values = input.reshape('c', 16, 3).getRow(pixel);
            assertThat(values.getDouble(0)).isEqualTo(1);
            assertThat(values.getDouble(1)).isCloseTo((128 / 255.0 - 0.25) / 0.25, within(1e-6));
            assertThat(values.getDouble(2)).isZero();
        }
    }

    private void publish(CheckpointMetadata metadata, byte[] file) throws IOException {
        Path quantzoo = Files.createDirectories(folder.resolve("META-INF/quantzoo"));
        Files.write(quantzoo.resolve(metadata.id() + ".zip"), file);
        Files.writeString(quantzoo.resolve(metadata.id() + ".json"), metadata.toJson());
        Files.writeString(
                quantzoo.resolve("checkpoints"),
                metadata.id() + "\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private CheckpointMetadata metadata(String id, String scale, Precision precision) {
        return metadata(id, scale, precision, CheckpointFile.encode(trained));
    }

    private CheckpointMetadata metadata(String id, String scale, Precision precision, byte[] file) {
        SortedMap<String, String> arguments = model(SimpleBlock.REGULAR).build().arguments();
        return new CheckpointMetadata(
                CheckpointMetadata.SCHEMA,
                id,
                1,
                scale,
                NAME,
                arguments,
                "CIFAR-10",
                "0".repeat(64),
                new Preprocessing(8, 8, List.of(0.5, 0.5, 0.5), List.of(0.2, 0.2, 0.2)),
                List.of("a", "b"),
                precision,
                precision == Precision.FLOAT32 ? FloatStorage.FLOAT32 : null,
                new ObjectMapper().createObjectNode().put("epochs", 1),
                List.of(1L),
                "unknown-commit",
                "oneDNN",
                trained.numParams(),
                file.length,
                Sha256.of(file),
                ParameterHash.of(trained.params()),
                new Evaluation(100, 10, 10.5, new Accuracy(9, 0.5, 5), null, null, null),
                1_000,
                List.of(new BatchRecord("embedded test", 250, "oneDNN", List.of(1, 2))),
                "Apache-2.0",
                List.of("reproduce run x"),
                new FirstSteps(200, "f".repeat(64)));
    }

    private static SimpleBlockCnn.Builder model(SimpleBlock block) {
        return SimpleBlockCnn.builder()
                .block(block)
                .width(1.0 / 64)
                .inputShape(3, 8, 8)
                .blocksPerStage(1, 1, 1)
                .hiddenUnits(3);
    }
}
