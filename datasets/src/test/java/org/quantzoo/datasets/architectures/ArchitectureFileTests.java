package org.quantzoo.datasets.architectures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchitectureFileTests {

    @TempDir
    private Path directory;

    private static ArchitectureFile sample(int count) {
        return new ArchitectureFile(
                "id",
                ArchitectureSplit.ID.seed(),
                ArchitectureSplit.ID.architectures(count, ArchitectureSplit.ID.seed()));
    }

    @Test
    void readsBackWhatItWrote() throws IOException {
        ArchitectureFile written = sample(200);
        Path file = directory.resolve("id.qzarch");

        written.write(file);

        assertThat(ArchitectureFile.read(file)).isEqualTo(written);
        assertThat(directory).isDirectoryContaining(path -> path.equals(file)).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void takesFewBytesPerArchitecture() {
        assertThat(sample(200).toBytes().length / 200.0).isLessThan(25);
    }

    @Test
    void everyFlippedBitIsNoticed() {
        byte[] bytes = sample(20).toBytes();
        SplittableRandom random = new SplittableRandom(1);
        for (int trial = 0; trial < 200; trial++) {
            byte[] damaged = bytes.clone();
            damaged[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatThrownBy(() -> ArchitectureFile.parse(damaged, "x")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void everyTruncationIsNoticed() {
        byte[] bytes = sample(3).toBytes();
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ArchitectureFile.parse(cut, "x")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void anotherVersionIsRefusedWithARemedy() throws IOException {
        byte[] bytes = sample(3).toBytes();
        bytes[6] = 9;
        Path file = directory.resolve("later.qzarch");
        Files.write(file, bytes);

        assertThatThrownBy(() -> ArchitectureFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("format version 9")
                .hasMessageEndingWith("Generate the file again.");
    }

    @Test
    void readsAsTextOneGenotypePerLine() {
        ArchitectureFile file = sample(5);

        String[] lines = file.toText().split("\n");

        assertThat(lines).hasSize(5);
        for (int i = 0; i < lines.length; i++) {
            assertThat(ArchitectureJson.read(lines[i].getBytes(), "line"))
                    .isEqualTo(file.architectures().get(i));
        }
    }

    @Test
    void keepsTheLargestPossibleValues() throws IOException {
        List<CellEdge> edges = new ArrayList<>();
        for (int step = 0; step < Genotype.MAX_STEPS; step++) {
            edges.add(new CellEdge(CellOperation.CONV_7X1_1X7, step + 1));
            edges.add(new CellEdge(CellOperation.CONV_7X7, 0));
        }
        Genotype genotype = new Genotype(edges, edges, List.of(2, Genotype.MAX_STEPS + 1));
        Architecture largest = new Architecture(genotype, 65_534, 255, 7, 0, true, true, 2, 2, 65_535, true);
        ArchitectureFile file = new ArchitectureFile("largest", Long.MIN_VALUE, List.of(largest));

        assertThat(ArchitectureFile.parse(file.toBytes(), "x")).isEqualTo(file);
    }
}
