package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for every filter and every bit width. */
class FilterQuantizerPropertyTests {
    @Property(tries = 300)
    void a_filter_takes_no_more_levels_than_its_bits_allow_and_negation_negates(
            @ForAll @IntRange(min = 1, max = 8) int bits,
            @ForAll @Size(min = 1, max = 200) List<@DoubleRange(min = -1e3, max = 1e3) Double> drawn) {
        // The sign of 0 is +1 by convention, so zeros do not negate.
        double[] weights = drawn.stream().mapToDouble(w -> w == 0 ? 1 : w).toArray();
        FilterQuantizer quantizer = FilterQuantizer.ofBits(bits);
        int[] levels = quantizer.quantize(weights).levels();
        int top = bits == 1 ? 1 : (1 << (bits - 1)) - 1;

        assertThat(Arrays.stream(levels).map(Math::abs).max().orElseThrow()).isLessThanOrEqualTo(top);
        assertThat(quantizer
                        .quantize(DoubleStream.of(weights).map(w -> -w).toArray())
                        .levels())
                .isEqualTo(Arrays.stream(levels).map(level -> -level).toArray());
    }

    @Property(tries = 300)
    void scaling_a_filter_by_a_power_of_two_scales_the_step_and_keeps_the_levels(
            @ForAll @IntRange(min = 1, max = 8) int bits,
            @ForAll @Size(min = 1, max = 60) List<@DoubleRange(min = -2, max = 2) Double> drawn) {
        double[] weights = drawn.stream().mapToDouble(Double::doubleValue).toArray();
        FilterQuantizer quantizer = FilterQuantizer.ofBits(bits);
        QuantizedFilter filter = quantizer.quantize(weights);
        QuantizedFilter scaled =
                quantizer.quantize(DoubleStream.of(weights).map(w -> 4 * w).toArray());

        assertThat(scaled.levels()).isEqualTo(filter.levels());
        assertThat(scaled.step()).isEqualTo(4 * filter.step());
    }
}
