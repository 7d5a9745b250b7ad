package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;

class GhnCheckpointTests {

    private static final GhnConfiguration CONFIGURATION = new GhnConfiguration(10, 10, false);

    @TempDir
    private Path root;

    private Path directory;

    @BeforeEach
    void save() throws IOException {
        directory = root.resolve("checkpoint");
        GhnCheckpoint.save(GhnWeights.random(CONFIGURATION, DataType.FLOAT, 1), directory);
    }

    private Path numbers() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".bin"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DataType.class,
            names = {"FLOAT", "DOUBLE"})
    void loadsWhatWasSaved(DataType type) throws IOException {
        GhnWeights saved = GhnWeights.random(CONFIGURATION, type, 2);

        GhnCheckpoint.save(saved, directory);

        GhnWeights loaded = GhnCheckpoint.load(directory);
        assertThat(loaded.configuration()).isEqualTo(CONFIGURATION);
        assertThat(loaded.dataType()).isEqualTo(type);
        assertThat(loaded.vector()).isEqualTo(saved.vector());
    }

    @Test
    void replacesAnEarlierCheckpointAndItsNumbers() throws IOException {
        GhnCheckpoint.save(GhnWeights.random(CONFIGURATION, DataType.FLOAT, 2), directory);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "123457, 3", "6483055, 7"})
    void aFlippedBitIsNoticedBeforeAnyNumberIsRead(int position, int bit) throws IOException {
        byte[] content = Files.readAllBytes(numbers());
        content[position] ^= (byte) (1 << bit);
        Files.write(numbers(), content);

        assertThatThrownBy(() -> GhnCheckpoint.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is damaged: its SHA-256 is not that of the manifest");
    }

    @Test
    void aTruncatedFileIsNoticed() throws IOException {
        byte[] content = Files.readAllBytes(numbers());
        Files.write(numbers(), Arrays.copyOf(content, content.length - 4));

        assertThatThrownBy(() -> GhnCheckpoint.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has 6483052 bytes; a hypernetwork of this configuration has 6483056");
    }

    @Test
    void aMissingManifestMeansNoCheckpoint() throws IOException {
        Files.delete(directory.resolve(GhnCheckpoint.MANIFEST));

        assertThatThrownBy(() -> GhnCheckpoint.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("There is no checkpoint in directory");
    }

    @ParameterizedTest
    @CsvSource({
        "\"version\" : 1,           \"version\" : 2,                  reads \"quantzoo-ghn\" version 1",
        "\"classes\" : 10,          \"classes\" : 1,                  is invalid",
        "\"classes\" : 10,          \"classes\" : 12,                 lists other tensors",
        "\"dataType\" : \"FLOAT\",  \"dataType\" : \"HALF\",          expected FLOAT or DOUBLE",
        "\"file\" : \"weights-,     \"file\" : \"../weights-,         expected weights-",
        "\"sha256\",                \"sha\",                          lacks the text field \"sha256\"",
    })
    void aForeignManifestIsRefused(String valid, String broken, String message) throws IOException {
        Path manifest = directory.resolve(GhnCheckpoint.MANIFEST);
        String content = Files.readString(manifest);
        assertThat(content).contains(valid);
        Files.writeString(manifest, content.replace(valid, broken));

        assertThatThrownBy(() -> GhnCheckpoint.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aLongerFileIsNoticed() throws IOException {
        byte[] content = Files.readAllBytes(numbers());
        Files.write(numbers(), Arrays.copyOf(content, content.length + 4));

        assertThatThrownBy(() -> GhnCheckpoint.load(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has more than 6483056 bytes");
    }

    /** An artifact as a user's class path has it: an index, and a folder with the checkpoint beside it. */
    private ClassLoader artifact(String id) throws IOException {
        Path folder = root.resolve("artifact/META-INF/quantzoo");
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("hypernetworks"), id + "\n");
        GhnCheckpoint.save(GhnWeights.random(CONFIGURATION, DataType.FLOAT, 5), folder.resolve(id));
        return new URLClassLoader(new URL[] {root.resolve("artifact").toUri().toURL()}, null);
    }

    private static GhnWeights loadWith(ClassLoader loader, String id) throws IOException {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return GhnCheckpoint.load(id);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void loadsByNameFromAnArtifactOnTheClassPath() throws IOException {
        assertThat(loadWith(artifact("mine"), "mine").vector())
                .isEqualTo(GhnWeights.random(CONFIGURATION, DataType.FLOAT, 5).vector());
    }

    @Test
    void aNameThatNoArtifactHasIsRefusedWithTheNamesThatThereAre() throws IOException {
        ClassLoader loader = artifact("mine");

        assertThatThrownBy(() -> loadWith(loader, "yours"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("No hypernetwork \"yours\" is on the class path; found mine.");
        assertThatThrownBy(() -> loadWith(new URLClassLoader(new URL[0], null), "yours"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("add a dependency on an artifact org.quantzoo:checkpoint-ghn-");
    }

    @Test
    void aDamagedArtifactIsNoticedLikeADamagedDirectory() throws IOException {
        ClassLoader loader = artifact("mine");
        Path folder = root.resolve("artifact/META-INF/quantzoo/mine");
        try (Stream<Path> files = Files.list(folder)) {
            Path file = files.filter(found -> found.toString().endsWith(".bin"))
                    .findFirst()
                    .orElseThrow();
            byte[] content = Files.readAllBytes(file);
            content[77] ^= 1;
            Files.write(file, content);
        }

        assertThatThrownBy(() -> loadWith(loader, "mine"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("in class path folder META-INF/quantzoo/mine/ is damaged");
    }

    @Test
    void aLoadedPredictorPredictsTheSame() throws IOException {
        GhnWeights weights = GhnWeights.random(CONFIGURATION, DataType.FLOAT, 1);

        ParameterPredictor loaded = ParameterPredictor.load(directory);

        assertThat(loaded.predict(ConformanceNetworks.toy()))
                .isEqualTo(new ParameterPredictor(weights).predict(ConformanceNetworks.toy()));
    }

    @Test
    void initialWeightsFollowTheirDistributions() {
        GhnWeights weights = GhnWeights.random(GhnConfiguration.CIFAR10, DataType.DOUBLE, 3);

        // Means and deviations of 3,136 and 1,048,576 draws: five standard errors.
        assertThat(weights.get(GhnTensor.CHANNEL_EMBEDDING).meanNumber().doubleValue())
                .isBetween(-0.09, 0.09);
        assertThat(weights.get(GhnTensor.CHANNEL_EMBEDDING).stdNumber().doubleValue())
                .isBetween(0.93, 1.07);
        assertThat(weights.get(GhnTensor.KERNEL_WEIGHT_2).stdNumber().doubleValue() * 16 * Math.sqrt(3))
                .isBetween(0.99, 1.01);
        assertThat(weights.get(GhnTensor.KERNEL_WEIGHT_2).maxNumber().doubleValue())
                .isLessThan(1.0 / 16);
        assertThat(weights.get(GhnTensor.NORM_GAIN).minNumber().doubleValue()).isEqualTo(1);
        assertThat(weights.get(GhnTensor.NORM_SHIFT).maxNumber().doubleValue()).isZero();
        assertThat(List.of(GhnTensor.UNIT_INPUT_WEIGHT, GhnTensor.UNIT_HIDDEN_WEIGHT))
                .extracting(tensor -> weights.get(tensor).getDouble(0))
                .doesNotHaveDuplicates();
    }
}
