package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quantzoo.datasets.architectures.TensorShape;

class ShapeVocabularyTests {

    private final ShapeVocabulary vocabulary = new ShapeVocabulary(10);

    @Test
    void hasThePublishedNumberOfRows() {
        assertThat(vocabulary.channelRows()).isEqualTo(392);
        assertThat(ShapeVocabulary.spatialRows()).isEqualTo(9);
        assertThat(new ShapeVocabulary(64).channelRows()).isEqualTo(391);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "3, 1",
        "8, 2",
        "10, 3",
        "16, 4",
        "24, 5",
        "32, 6",
        "48, 8",
        "64, 10",
        "96, 12",
        "128, 14",
        "256, 22",
        "512, 38",
        "768, 54",
        "1024, 70",
        "2048, 134",
        "4096, 262",
        "8192, 390",
    })
    void looksUpListedChannels(int channels, int row) {
        assertThat(vocabulary.channelRow(channels)).isEqualTo(row);
    }

    @ParameterizedTest
    @CsvSource({"4, 8", "5, 8", "7, 8", "2, 1", "9, 8", "13, 10", "36, 32", "72, 64", "100, 96", "9000, 8192", "73, 80"
    })
    void takesOtherChannelsForTheNearest(int channels, int listed) {
        assertThat(vocabulary.channelRow(channels)).isEqualTo(vocabulary.channelRow(listed));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0", "3, 1", "5, 2", "7, 3", "9, 4", "11, 5", "14, 6", "16, 7", "2, 1", "4, 1", "6, 2", "8, 3", "10, 4",
        "12, 5", "13, 6", "15, 6", "40, 7"
    })
    void looksUpKernels(int kernel, int row) {
        assertThat(ShapeVocabulary.spatialRow(kernel)).isEqualTo(row);
    }

    @Test
    void extendsShapesByOnesAndMarksMissingOnes() {
        assertThat(vocabulary.rows(TensorShape.of(64, 3, 7, 7))).containsExactly(10, 1, 3, 3);
        assertThat(vocabulary.rows(TensorShape.of(96))).containsExactly(12, 0, 0, 0);
        assertThat(vocabulary.rows(TensorShape.of(1, 1, 3, 3))).containsExactly(0, 0, 1, 1);
        assertThat(vocabulary.rows(TensorShape.NONE)).containsExactly(391, 391, 8, 8);
    }
}
