package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class TensorStatisticsTests {

    /** Sums of a handful of doubles. */
    private static final Offset<Double> ROUNDING = within(1e-12);

    /** Two channels in rows, over the grid -1, 0, 1, 2 of a 2-bit quantizer. */
    private static final INDArray EXAMPLE = Nd4j.createFromArray(new double[][] {{0, 1.25, 2}, {-1, 0.25, 3}});

    private static final Range RANGE = new Range(-1, 2);

    private static TensorStatistics statistics(INDArray tensor, int channelAxis) {
        TensorStatisticsAccumulator accumulator = new TensorStatisticsAccumulator(RANGE, 2, channelAxis);
        accumulator.add(tensor);
        return accumulator.statistics();
    }

    @Test
    void a_worked_example_over_the_whole_tensor() {
        TensorStatistics found = statistics(EXAMPLE, 0);

        assertThat(found.elements()).isEqualTo(6);
        assertThat(found.extremes()).isEqualTo(new Range(-1, 3));
        assertThat(found.range()).isEqualTo(RANGE);
        assertThat(found.quantizer()).isEqualTo(AffineQuantizer.of(RANGE, 2));
        assertThat(found.sparsity()).isCloseTo(1 / 6.0, ROUNDING);
        // Levels 0, 1, 2 and -1, 0, 2: errors 0, 1/4, 0 and 0, 1/4, 1, the last one by clipping.
        assertThat(found.error().signal()).isCloseTo((1.5625 + 4 + 1 + 0.0625 + 9) / 6, ROUNDING);
        assertThat(found.error().noise()).isCloseTo((0.0625 + 0.0625 + 1) / 6, ROUNDING);
        // One value each on -1 and 1, two each on 0 and 2.
        assertThat(found.klToUniform())
                .isCloseTo(Math.log(4) + 2 / 6.0 * Math.log(1 / 6.0) + 4 / 6.0 * Math.log(2 / 6.0), ROUNDING);
        assertThat(found.averagePrecision()).isCloseTo((2 / 3.0 + 1) / 2, ROUNDING);
    }

    @Test
    void a_worked_example_channel_by_channel() {
        ChannelStatistics first = statistics(EXAMPLE, 0).channels().get(0);
        ChannelStatistics second = statistics(EXAMPLE, 0).channels().get(1);

        assertThat(first.extremes()).isEqualTo(new Range(0, 2));
        assertThat(first.precision()).isCloseTo(2 / 3.0, ROUNDING);
        assertThat(first.sparsity()).isCloseTo(1 / 3.0, ROUNDING);
        assertThat(first.error().noise()).isCloseTo(0.0625 / 3, ROUNDING);
        assertThat(first.klToUniform()).isCloseTo(Math.log(4 / 3.0), ROUNDING);

        assertThat(second.extremes()).isEqualTo(new Range(-1, 3));
        assertThat(second.range()).as("clipped as the tensor is").isEqualTo(RANGE);
        assertThat(second.precision()).isEqualTo(1);
        assertThat(second.error().noise()).isCloseTo(1.0625 / 3, ROUNDING);
    }

    @Test
    void channels_may_lie_on_any_axis() {
        assertThat(statistics(EXAMPLE.transpose(), 1)).isEqualTo(statistics(EXAMPLE, 0));
        INDArray images = EXAMPLE.transpose().reshape('c', 1, 3, 1, 2);
        assertThat(statistics(images, 3)).isEqualTo(statistics(EXAMPLE, 0));
    }

    @Test
    void batches_add_up_to_the_whole() {
        INDArray samples =
                Nd4j.rand(org.nd4j.linalg.api.buffer.DataType.DOUBLE, 700, 5).subi(0.4);
        TensorStatisticsAccumulator parts = new TensorStatisticsAccumulator(RANGE, 8, 1);
        parts.add(samples.get(NDArrayIndex.interval(0, 200)));
        parts.add(samples.get(NDArrayIndex.interval(200, 700)));
        TensorStatisticsAccumulator whole = new TensorStatisticsAccumulator(RANGE, 8, 1);
        whole.add(samples);

        assertThat(parts.statistics().extremes()).isEqualTo(whole.statistics().extremes());
        assertThat(parts.statistics().klToUniform())
                .isCloseTo(whole.statistics().klToUniform(), ROUNDING);
        assertThat(parts.statistics().error().noise())
                .isCloseTo(whole.statistics().error().noise(), ROUNDING);
        assertThat(parts.statistics().error())
                .as("the same as quantizing and comparing")
                .satisfies(error -> {
                    SignalToNoise direct = SignalToNoise.of(
                            samples, AffineQuantizer.of(RANGE, 8).fakeQuantize(samples));
                    assertThat(error.noise()).isCloseTo(direct.noise(), ROUNDING);
                    assertThat(error.signal()).isCloseTo(direct.signal(), ROUNDING);
                });
    }

    @Test
    void sixteen_bit_levels_share_256_bins_and_an_even_distribution_does_not_diverge() {
        double[] all = IntStream.range(0, 1 << 16).asDoubleStream().toArray();
        TensorStatisticsAccumulator accumulator = new TensorStatisticsAccumulator(new Range(0, (1 << 16) - 1), 16, 0);
        accumulator.add(Nd4j.createFromArray(all).reshape(1, all.length));
        assertThat(accumulator.statistics().klToUniform()).isCloseTo(0, ROUNDING);
    }

    @Test
    void a_tensor_of_zeros_is_exact_sparse_and_as_far_from_uniform_as_can_be() {
        TensorStatistics dead = TensorStatistics.of(Nd4j.zeros(2, 3), new RangeEstimator.Absolute(), 8, 0);

        assertThat(dead.sparsity()).isEqualTo(1);
        assertThat(dead.error().noise()).isZero();
        assertThat(dead.error().decibels()).isInfinite();
        assertThat(dead.klToUniform()).isCloseTo(Math.log(256), ROUNDING);
        assertThat(dead.averagePrecision()).isEqualTo(1);
    }

    @Test
    void batches_with_other_channels_and_statistics_of_nothing_are_refused() {
        TensorStatisticsAccumulator accumulator = new TensorStatisticsAccumulator(RANGE, 8, 1);
        assertThatThrownBy(accumulator::statistics)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("at least one value");
        accumulator.add(Nd4j.zeros(2, 3));
        assertThatThrownBy(() -> accumulator.add(Nd4j.zeros(2, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("found 3 and 4");
        assertThatThrownBy(() -> accumulator.add(Nd4j.zeros(3).reshape(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("channel axis");
    }
}
