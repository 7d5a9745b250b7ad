package org.quantzoo.zoo.pretrained;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.quantzoo.zoo.models.SimpleBlockCnn;

class SavedNetworksTests {

    @TempDir
    Path folder;

    private ComputationGraph network;
    private Path file;

    @BeforeEach
    void save() throws IOException {
        network = SimpleBlockCnn.builder()
                .width(0.125)
                .inputShape(3, 8, 8)
                .hiddenUnits(4)
                .build()
                .init();
        file = folder.resolve("network.zip");
        ModelSerializer.writeModel(network, file.toFile(), true);
    }

    @Test
    void aNetworkOfModelSerializerIsRestored() throws IOException {
        ComputationGraph restored = SavedNetworks.restore(file);
        assertThat(restored.params()).isEqualTo(network.params());
        assertThat(restored.getConfiguration()).isEqualTo(network.getConfiguration());
    }

    static Stream<Arguments> hostileEntries() {
        return Stream.of(
                Arguments.of("preprocessor.bin", "x", "holds the entry \"preprocessor.bin\""),
                Arguments.of("normalizer.bin", "x", "holds the entry \"normalizer.bin\""),
                Arguments.of("../escape", "x", "holds the entry \"../escape\""),
                Arguments.of("configuration.json", "{", "is not JSON"),
                Arguments.of(
                        "configuration.json",
                        "{\"vertices\":{\"a\":{\"@class\":\"javax.swing.JEditorPane\"}}}",
                        "names the class javax.swing.JEditorPane"),
                Arguments.of("configuration.json", "{\"unheardOf\":1}", "no network configuration"),
                Arguments.of("coefficients.bin", "short", "no ComputationGraph that can be restored"));
    }

    @ParameterizedTest
    @MethodSource("hostileEntries")
    void anEntryThatAPlainNetworkDoesNotHaveIsRefusedBeforeItIsParsed(String name, String content, String reason)
            throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put(name, content.getBytes(StandardCharsets.UTF_8));
        write(entries);
        assertThatThrownBy(() -> SavedNetworks.restore(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(reason);
    }

    @Test
    void whatIsNoZipIsRefused() throws IOException {
        Files.writeString(file, "hello");
        assertThatThrownBy(() -> SavedNetworks.restore(file)).hasMessageContaining("not a zip with an entry");
        Files.delete(file);
        assertThatThrownBy(() -> SavedNetworks.restore(file)).hasMessageContaining("There is no file");
    }

    @Test
    void aTruncatedFileIsRefused() throws IOException {
        byte[] content = Files.readAllBytes(file);
        for (int keep : new int[] {0, 10, 1_000, content.length / 2}) {
            Files.write(file, Arrays.copyOf(content, keep));
            assertThatThrownBy(() -> SavedNetworks.restore(file)).isInstanceOf(IOException.class);
        }
    }

    private Map<String, byte[]> entries() throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            zip.stream().forEach(entry -> {
                try {
                    entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        return entries;
    }

    private void write(Map<String, byte[]> entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(entry.getKey()));
                zip.write(entry.getValue());
                zip.closeEntry();
            }
        }
    }
}
