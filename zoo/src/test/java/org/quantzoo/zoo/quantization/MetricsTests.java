package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** The metrics beyond the conformance vectors: batches, limits, refusals. */
class MetricsTests {
    @Test
    void batches_of_outputs_weigh_by_their_samples() {
        INDArray p = Nd4j.createFromArray(new double[][] {{0.7, 0.2, 0.1}, {0.1, 0.1, 0.8}, {1, 0, 0}});
        INDArray q = Nd4j.createFromArray(new double[][] {{0.6, 0.3, 0.1}, {0.5, 0.5, 0}, {0.9, 0, 0.1}});
        OutputComparison whole = new OutputComparison();
        whole.add(p, q);
        OutputComparison parts = new OutputComparison();
        parts.add(p.getRows(0, 1), q.getRows(0, 1));
        parts.add(p.getRows(2), q.getRows(2));

        assertThat(parts.samples()).isEqualTo(3);
        assertThat(parts.qmse()).isCloseTo(whole.qmse(), within(1e-15));
        assertThat(parts.qce()).isCloseTo(whole.qce(), within(1e-14));
        assertThat(parts.qkl()).isCloseTo(whole.qkl(), within(1e-14));
    }

    @Test
    void equal_outputs_have_no_divergence_but_a_cross_entropy() {
        INDArray p = Nd4j.createFromArray(new float[][] {{0.5f, 0.25f, 0.25f}});
        OutputComparison comparison = new OutputComparison();
        comparison.add(p, p);

        assertThat(comparison.qmse()).isZero();
        assertThat(comparison.qkl()).isCloseTo(0, within(1e-15));
        assertThat(comparison.qce()).isCloseTo(1.5 * Math.log(2), within(1e-15));
    }

    @Test
    void a_class_quantized_to_zero_costs_the_logarithm_of_the_clip() {
        INDArray p = Nd4j.createFromArray(new double[][] {{1, 0}});
        INDArray q = Nd4j.createFromArray(new double[][] {{0, 1}});
        OutputComparison keras = new OutputComparison();
        OutputComparison coarse = new OutputComparison(1e-3);
        keras.add(p, q);
        coarse.add(p, q);

        assertThat(keras.clip()).isEqualTo(1e-7);
        assertThat(keras.qce()).isCloseTo(7 * Math.log(10), within(1e-12));
        assertThat(coarse.qce()).isCloseTo(3 * Math.log(10), within(1e-12));
    }

    @Test
    void outputs_that_cannot_be_compared_are_refused() {
        OutputComparison comparison = new OutputComparison();
        INDArray p = Nd4j.createFromArray(new double[][] {{0.5, 0.5}});
        assertThatThrownBy(comparison::qmse).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(comparison::qce).hasMessageContaining("found none");
        assertThatThrownBy(() -> comparison.add(Nd4j.createFromArray(new double[][] {{4.2, -1}}), p))
                .hasMessageContaining("found 4.2 at element 0; pass softmax outputs, not logits");
        assertThatThrownBy(() -> comparison.add(p, Nd4j.createFromArray(new double[][] {{0.5, Double.NaN}})))
                .hasMessageContaining("quantized outputs needs finite values, found NaN at element 1");
        assertThatThrownBy(() -> comparison.add(p, Nd4j.zeros(DataType.DOUBLE, 2, 2)))
                .hasMessageContaining("one shape");
        assertThatThrownBy(() -> comparison.add(Nd4j.zeros(DataType.DOUBLE, 2), Nd4j.zeros(DataType.DOUBLE, 2)))
                .hasMessageContaining("rank 1");
        assertThatThrownBy(() -> new OutputComparison(0)).hasMessageContaining("found 0");
        assertThat(comparison.samples()).isZero();
    }

    @Test
    void six_more_bits_give_36_decibels_more() {
        INDArray x = Nd4j.linspace(DataType.DOUBLE, -1, 1e-5, 200_001);
        double at8 = SignalToNoise.of(x, AffineQuantizer.of(new Range(-1, 1), 8).fakeQuantize(x))
                .decibels();
        double at14 = SignalToNoise.of(
                        x, AffineQuantizer.of(new Range(-1, 1), 14).fakeQuantize(x))
                .decibels();

        assertThat(at14 - at8).isCloseTo(6 * 20 * Math.log10(2), within(0.2));
    }

    @Test
    void no_noise_is_an_infinite_ratio_and_other_shapes_have_none() {
        INDArray x = Nd4j.createFromArray(1.0, 2);
        assertThat(SignalToNoise.of(x, x).decibels()).isEqualTo(Double.POSITIVE_INFINITY);
        assertThatThrownBy(() -> SignalToNoise.of(x, Nd4j.createFromArray(1.0))).hasMessageContaining("one shape");
        assertThatThrownBy(() -> SignalToNoise.of(x, Nd4j.createFromArray(1, Double.NaN)))
                .hasMessageContaining("found NaN");
    }

    @Test
    void channels_are_found_along_any_axis() {
        INDArray weights = Nd4j.arange(2 * 3 * 4).castTo(DataType.FLOAT).reshape('c', 2, 3, 4);

        assertThat(ChannelPrecision.of(weights, 0).channels()).containsExactly(new Range(0, 11), new Range(12, 23));
        assertThat(ChannelPrecision.of(weights, 1).channels())
                .containsExactly(new Range(0, 15), new Range(4, 19), new Range(8, 23));
        assertThat(ChannelPrecision.of(weights, 2).channels())
                .containsExactly(new Range(0, 20), new Range(1, 21), new Range(2, 22), new Range(3, 23));
        assertThat(ChannelPrecision.of(weights.permute(1, 0, 2), 1).channels())
                .isEqualTo(ChannelPrecision.of(weights, 0).channels());
        assertThatThrownBy(() -> ChannelPrecision.of(weights, 3)).hasMessageContaining("0 to 2, found 3");
    }

    @Test
    void clipping_narrows_the_channels_and_the_tensor_alike() {
        ChannelPrecision precision =
                ChannelPrecision.ofRanges(List.of(new Range(0, 10), new Range(0, 1), new Range(3, 4)));

        assertThat(precision.average()).isCloseTo((1 + 0.1 + 0.1) / 3, within(1e-15));
        assertThat(precision.clippedTo(new Range(0, 2)).precisions()).containsExactly(1, 0.5, 0);
    }

    @Test
    void a_constant_tensor_uses_its_whole_range() {
        assertThat(ChannelPrecision.of(Nd4j.ones(2, 3), 0).average()).isEqualTo(1);
    }

    @Test
    void the_signed_decrease_tells_a_gain_from_a_loss() {
        assertThat(new AccuracyDecrease(80, 60).signedPercent()).isEqualTo(25);
        assertThat(new AccuracyDecrease(80, 100).signedPercent()).isEqualTo(-25);
        assertThat(new AccuracyDecrease(80, 100).percent()).isEqualTo(25);
        assertThatThrownBy(() -> new AccuracyDecrease(0, 10)).hasMessageContaining("found 0.0 and 10.0");
        assertThatThrownBy(() -> new AccuracyDecrease(Double.NaN, 10)).hasMessageContaining("found NaN");
    }

    @Test
    void the_total_difference_is_the_sum_of_precision_and_width_effects() {
        WidthPrecisionTradeOff tradeOff = new WidthPrecisionTradeOff(60, 50, 63);

        assertThat(tradeOff.precisionEffect()).isEqualTo(-10);
        assertThat(tradeOff.widthEffect()).isEqualTo(13);
        assertThat(tradeOff.total()).isEqualTo(3);
    }
}
