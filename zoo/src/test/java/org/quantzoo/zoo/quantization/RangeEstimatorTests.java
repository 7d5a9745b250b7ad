package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Ranges of tensors that come in batches. */
class RangeEstimatorTests {
    @ParameterizedTest
    @CsvSource({"1, 99", "0, 100", "0.1, 99.9", "25, 75", "60, 90", "5, 20", "50, 50", "0, 0", "100, 100"})
    void percentiles_of_many_batches_equal_those_of_the_sorted_whole(double low, double high) {
        SplittableRandom random = new SplittableRandom(1);
        for (int count : new int[] {1, 2, 3, 10, 101, 5_000, 40_000}) {
            float[] values = new float[count];
            for (int i = 0; i < count; i++) {
                // Half zeros, as behind a ReLU.
                values[i] = (float) Math.max(0, 2 * random.nextDouble() - 1);
            }
            RangeAccumulator accumulator = new RangeEstimator.Percentile(low, high).accumulator(count);
            for (int from = 0; from < count; from += 3_000) {
                accumulator.add(Nd4j.createFromArray(Arrays.copyOfRange(values, from, Math.min(count, from + 3_000))));
            }
            Range range = accumulator.range();

            assertThat(range.min()).isEqualTo(percentile(values, low));
            assertThat(range.max()).isEqualTo(percentile(values, high));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ascending", "descending", "constant", "alternating"})
    void the_order_of_the_values_does_not_matter(String order) {
        int count = 60_000;
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (order) {
                case "ascending" -> i;
                case "descending" -> -i;
                case "constant" -> 3;
                default -> (i % 2 == 0 ? i : -i);
            };
        }
        Range range = new RangeEstimator.Percentile(10, 99).estimate(Nd4j.createFromArray(values));

        assertThat(range.min()).isEqualTo(percentile(values, 10));
        assertThat(range.max()).isEqualTo(percentile(values, 99));
    }

    @Test
    void double_tensors_keep_their_precision() {
        double[] values = {0.1, 0.2, 0.3};

        Range range = new RangeEstimator.Percentile(0, 100).estimate(Nd4j.createFromArray(values));

        assertThat(range).isEqualTo(new Range(0.1, 0.3));
    }

    @Test
    void selection_puts_a_rank_where_sorting_would_put_it() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 300; round++) {
            int size = 1 + random.nextInt(400);
            int distinct = 1 + random.nextInt(size);
            double[] values = new double[size];
            Arrays.setAll(values, i -> random.nextInt(distinct));
            double[] sorted = values.clone();
            Arrays.sort(sorted);
            int rank = random.nextInt(size);

            SmallestValues.select(values, size, rank);

            assertThat(values[rank]).isEqualTo(sorted[rank]);
            for (int i = 0; i < size; i++) {
                assertThat(Double.compare(values[i], values[rank]) * Integer.compare(i, rank))
                        .isGreaterThanOrEqualTo(0);
            }
        }
    }

    @Test
    void an_absolute_range_spans_all_batches() {
        RangeAccumulator accumulator = new RangeEstimator.Absolute().accumulator(4);
        accumulator.add(Nd4j.createFromArray(-2f, 0.5f));
        accumulator.add(Nd4j.createFromArray(1f, 3f));

        assertThat(accumulator.range()).isEqualTo(new Range(-2, 3));
    }

    @Test
    void a_moving_average_starts_at_the_first_batch_and_follows_the_batch_extremes() {
        RangeAccumulator accumulator = new RangeEstimator.MovingAverage(0.9).accumulator(6);
        accumulator.add(Nd4j.createFromArray(-1f, 2f));
        assertThat(accumulator.range()).isEqualTo(new Range(-1, 2));

        accumulator.add(Nd4j.createFromArray(-3f, 0f, 4f));

        assertThat(accumulator.range().min()).isCloseTo(-1.2, within(1e-12));
        assertThat(accumulator.range().max()).isCloseTo(2.2, within(1e-12));
    }

    @Test
    void a_range_clipped_to_another_keeps_what_lies_inside() {
        assertThat(new Range(-3, 1).clippedTo(new Range(-1, 2))).isEqualTo(new Range(-1, 1));
        assertThat(new Range(3, 4).clippedTo(new Range(-1, 2))).isEqualTo(new Range(2, 2));
    }

    @Test
    void misuse_gives_one_clear_sentence() {
        RangeEstimator percentile = RangeEstimator.Percentile.onePercentEachSide();
        assertThatThrownBy(() -> percentile.accumulator(0)).hasMessageContaining("at least one value, found 0");
        RangeAccumulator accumulator = percentile.accumulator(10);
        accumulator.add(Nd4j.createFromArray(1f, 2f));
        assertThatThrownBy(accumulator::range)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This percentile range was promised 10 values, found 2; state the exact number when the"
                        + " accumulator is made.");
        assertThatThrownBy(() -> new RangeEstimator.Percentile(99, 1)).hasMessageContaining("low 99.0 and high 1.0");
        assertThatThrownBy(() -> new RangeEstimator.MovingAverage(1)).hasMessageContaining("[0, 1), found 1.0");
        assertThatThrownBy(() -> new RangeEstimator.Absolute().accumulator(1).range())
                .hasMessageContaining("found none");
        assertThatThrownBy(() ->
                        new RangeEstimator.MovingAverage(0.5).accumulator(1).range())
                .hasMessageContaining("found none");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void a_value_that_is_not_finite_is_refused_by_every_rule(double bad) {
        INDArray tensor = Nd4j.zeros(DataType.FLOAT, 10);
        tensor.putScalar(7, bad);
        for (RangeEstimator estimator : new RangeEstimator[] {
            new RangeEstimator.Absolute(),
            RangeEstimator.Percentile.onePercentEachSide(),
            new RangeEstimator.MovingAverage(0.9)
        }) {
            assertThatThrownBy(() -> estimator.estimate(tensor))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("needs finite values, found " + bad + " at element 7");
        }
    }

    private static double percentile(float[] values, double percent) {
        float[] sorted = values.clone();
        Arrays.sort(sorted);
        double rank = (values.length - 1) * percent / 100;
        int index = (int) Math.floor(rank);
        double fraction = rank - index;
        return fraction == 0 ? sorted[index] : sorted[index] + fraction * ((double) sorted[index + 1] - sorted[index]);
    }
}
