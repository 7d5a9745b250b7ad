package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.nd4j.linalg.factory.Nd4j;

/** What holds for every affine quantizer, whatever its range, width and zero-point rule. */
class AffineQuantizerPropertyTests {

    @Property
    void quantizing_twice_is_quantizing_once(
            @ForAll("quantizers") AffineQuantizer quantizer, @ForAll @DoubleRange(min = -1e6, max = 1e6) double x) {
        double once = quantizer.fakeQuantize(x);

        assertThat(quantizer.fakeQuantize(once)).isEqualTo(once);
        assertThat(quantizer.quantize(once)).isEqualTo(quantizer.quantize(x));
    }

    @Property
    void quantizing_floats_twice_is_quantizing_them_once(
            @ForAll("quantizers") AffineQuantizer quantizer, @ForAll @DoubleRange(min = -1e6, max = 1e6) double x) {
        float once = quantizer.fakeQuantize((float) x);

        assertThat(quantizer.fakeQuantize(once)).isEqualTo(once);
    }

    @Property
    void a_larger_value_never_gets_a_smaller_level(
            @ForAll("quantizers") AffineQuantizer quantizer,
            @ForAll @DoubleRange(min = -1e3, max = 1e3) double a,
            @ForAll @DoubleRange(min = -1e3, max = 1e3) double b) {
        assertThat(quantizer.quantize(Math.min(a, b))).isLessThanOrEqualTo(quantizer.quantize(Math.max(a, b)));
    }

    @Property
    void zero_is_represented_exactly(@ForAll("quantizers") AffineQuantizer quantizer) {
        assertThat(quantizer.quantize(0)).isEqualTo(quantizer.zeroPoint());
        assertThat(quantizer.fakeQuantize(0.0)).isZero();
        assertThat(quantizer.fakeQuantize(-0.0)).isZero();
    }

    @Property
    void inside_the_nudged_range_the_error_is_at_most_half_a_step(
            @ForAll("ranges") Range range,
            @ForAll("widths") int bits,
            @ForAll @DoubleRange(min = 0, max = 1) double position) {
        AffineQuantizer quantizer = AffineQuantizer.of(range, bits);
        Range inside = quantizer.range();
        double x = inside.clamp(inside.min() + position * inside.width());

        // A division and a product round by 2^-53 each, relative to at most 2^16 steps.
        assertThat(Math.abs(quantizer.fakeQuantize(x) - x))
                .isLessThanOrEqualTo(quantizer.scale() * (0.5 + Math.scalb(1, bits - 51)));
    }

    @Property
    void inside_the_given_range_the_error_is_at_most_one_step(
            @ForAll("ranges") Range range,
            @ForAll("widths") int bits,
            @ForAll ZeroPointRule rule,
            @ForAll @DoubleRange(min = 0, max = 1) double position) {
        AffineQuantizer quantizer = AffineQuantizer.of(range, bits, rule);
        double x = range.clamp(range.min() + position * range.width());

        assertThat(Math.abs(quantizer.fakeQuantize(x) - x)).isLessThanOrEqualTo(quantizer.scale() * (1 + 1e-9));
    }

    @Property
    void levels_stay_on_the_grid_and_come_back_through_their_real_value(
            @ForAll("quantizers") AffineQuantizer quantizer, @ForAll @DoubleRange(min = -1e9, max = 1e9) double x) {
        int level = quantizer.quantize(x);

        assertThat(level).isBetween(0, quantizer.maxLevel());
        assertThat(quantizer.quantize(quantizer.dequantize(level))).isEqualTo(level);
    }

    @Property
    void the_nudged_range_is_as_wide_as_the_given_one_and_moved_by_at_most_half_a_step(
            @ForAll("ranges") Range range, @ForAll("widths") int bits) {
        Range extended = range.includingZero();
        AffineQuantizer quantizer = AffineQuantizer.of(range, bits);

        double rounding = 1e-12 * extended.width();
        assertThat(quantizer.range().width()).isCloseTo(extended.width(), within(rounding));
        assertThat(Math.abs(quantizer.range().min() - extended.min()))
                .isLessThanOrEqualTo(0.5 * quantizer.scale() + rounding);
    }

    @Property
    void a_level_is_what_clamping_first_and_saturating_last_gives(
            @ForAll("ranges") Range range,
            @ForAll("widths") int bits,
            @ForAll ZeroPointRule rule,
            @ForAll @DoubleRange(min = -2e4, max = 2e4) double x) {
        AffineQuantizer quantizer = AffineQuantizer.of(range, bits, rule);
        double quotient = quantizer.range().clamp(x) / quantizer.scale();
        double rounded = Math.signum(quotient) * Math.floor(Math.abs(quotient) + 0.5);
        double level = Math.min(Math.max(rounded + quantizer.zeroPoint(), 0), quantizer.maxLevel());

        assertThat(quantizer.quantize(x)).isEqualTo((int) level);
    }

    @Property(tries = 200)
    void tensors_give_the_scalar_result(
            @ForAll("quantizers") AffineQuantizer quantizer, @ForAll @Size(min = 1, max = 50) float[] drawn) {
        float[] values = new float[drawn.length];
        float[] expected = new float[drawn.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.isFinite(drawn[i]) ? drawn[i] : i;
            expected[i] = (float) quantizer.fakeQuantize((double) values[i]);
        }

        assertThat(quantizer.fakeQuantize(Nd4j.createFromArray(values)).toFloatVector())
                .isEqualTo(expected);
    }

    @Property(tries = 50)
    void a_value_that_is_not_finite_is_refused_wherever_it_stands(
            @ForAll("quantizers") AffineQuantizer quantizer,
            @ForAll @IntRange(min = 0, max = 4_999) int position,
            @ForAll("notFinite") double bad) {
        float[] values = new float[5_000];
        values[position] = (float) bad;

        assertThatThrownBy(() -> quantizer.fakeQuantize(Nd4j.createFromArray(values)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("finite values, found " + bad + " at element " + position);
    }

    @Provide
    Arbitrary<Double> notFinite() {
        return Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    }

    @Provide
    Arbitrary<Integer> widths() {
        return Arbitraries.integers().between(2, 16);
    }

    /** Of widths from 1e-6 to 1e4, on both sides of 0, beside it and at it. */
    @Provide
    Arbitrary<Range> ranges() {
        Arbitrary<Double> end = Arbitraries.oneOf(
                Arbitraries.doubles().between(-1e4, 1e4), Arbitraries.doubles().between(-1, 1), Arbitraries.just(0.0));
        return Combinators.combine(end, end)
                .as((a, b) -> new Range(Math.min(a, b), Math.max(a, b)))
                .filter(range -> range.includingZero().width() > 1e-6);
    }

    @Provide
    Arbitrary<AffineQuantizer> quantizers() {
        return Combinators.combine(ranges(), widths(), Arbitraries.of(ZeroPointRule.class))
                .as(AffineQuantizer::of);
    }
}
