package org.quantzoo.zoo.ghn;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class ChannelTilingTests {

    @ParameterizedTest
    @CsvSource({"100, 40", "64, 200", "128, 192", "130, 65", "7, 3"})
    void repeatsBothChannelAxes(int out, int in) {
        long decodedOut = Math.min(64, out);
        long decodedIn = Math.min(64, in);
        INDArray decoded = Nd4j.rand(DataType.DOUBLE, decodedOut, decodedIn, 2, 3);

        INDArray full = ChannelTiling.expand(decoded, new long[] {out, in, 2, 3});

        assertThat(full.shape()).containsExactly(out, in, 2, 3);
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                assertThat(full.getDouble(o, i, 1, 2)).isEqualTo(decoded.getDouble(o % 64, i % 64, 1, 2));
            }
        }
    }

    @Test
    void repeatsVectors() {
        INDArray full = ChannelTiling.expand(Nd4j.arange(64).castTo(DataType.DOUBLE), new long[] {100});

        assertThat(full.getDouble(63)).isEqualTo(63);
        assertThat(full.getDouble(64)).isZero();
        assertThat(full.getDouble(99)).isEqualTo(35);
    }

    @Test
    void leavesNarrowTensorsAsTheyAre() {
        INDArray decoded = Nd4j.rand(DataType.DOUBLE, 48, 3);

        assertThat(ChannelTiling.expand(decoded, new long[] {48, 3})).isSameAs(decoded);
    }

    /** The defining property of an adjoint: <expand(x), y> = <x, reduce(y)>. */
    @ParameterizedTest
    @CsvSource({"100, 40", "64, 200", "128, 192", "130, 65", "7, 3"})
    void reducingIsTheAdjointOfRepeating(int out, int in) {
        INDArray x = Nd4j.rand(DataType.DOUBLE, Math.min(64, out), Math.min(64, in), 2, 3);
        INDArray y = Nd4j.rand(DataType.DOUBLE, out, in, 2, 3);

        double full = ChannelTiling.expand(x, y.shape()).mul(y).sumNumber().doubleValue();
        double decoded = x.mul(ChannelTiling.reduce(y, x.shape())).sumNumber().doubleValue();

        // Sums of up to 50,000 products of numbers below 1.
        assertThat(Math.abs(full - decoded) / full).isLessThan(1e-12);
    }
}
