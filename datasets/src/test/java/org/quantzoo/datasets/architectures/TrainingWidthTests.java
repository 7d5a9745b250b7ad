package org.quantzoo.datasets.architectures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingWidthTests {

    private static Architecture architecture(int cells, boolean globalPooling, CellOperation operation) {
        List<CellEdge> edges = List.of(new CellEdge(operation, 0), new CellEdge(CellOperation.SKIP_CONNECT, 1));
        return new Architecture(
                new Genotype(edges, edges, List.of(2)), 32, cells, 3, 0, false, true, 1, 2, 256, globalPooling);
    }

    @ParameterizedTest
    @CsvSource({
        "100000,  4, true,  CONV_3X3, 128",
        "200001,  4, true,  CONV_3X3,  64",
        "100000,  9, true,  CONV_3X3,  64",
        "400001,  4, true,  CONV_3X3,  48",
        "100000, 11, true,  CONV_3X3,  48",
        "800001,  4, true,  CONV_3X3,  32",
        "100000, 13, true,  CONV_3X3,  32",
        "100000,  4, false, CONV_3X3,  32",
        "100000,  4, true,  CONV_5X5,  32",
        "100000,  4, true,  SEP_CONV_5X5, 128",
    })
    void largerNetworksGetFewerWidths(
            long parameters, int cells, boolean globalPooling, CellOperation operation, int widest) {
        Architecture architecture = architecture(cells, globalPooling, operation);
        Set<Integer> channels = new TreeSet<>();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 300; i++) {
            channels.add(TrainingWidth.draw(architecture, parameters, random).channels());
        }

        assertThat(channels).hasSize((widest - 32) / 16 + 1).contains(32, widest);
    }

    @Test
    void smallNetworksOfFewChannelsMayHaveWideHiddenLayers() {
        Architecture architecture = architecture(4, true, CellOperation.CONV_3X3);
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 500; i++) {
            Architecture drawn = TrainingWidth.draw(architecture, 100_000, random);
            assertThat(drawn.fcWidth() % 64).isZero();
            assertThat(drawn.fcWidth()).isBetween(64, drawn.channels() <= 64 ? 512 : 256);
        }
    }
}
