package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Per-filter quantizers of every width. */
class FilterQuantizerTests {
    @Test
    void each_bit_width_has_its_scheme() {
        assertThat(FilterQuantizer.ofBits(1)).isEqualTo(new Binary());
        assertThat(FilterQuantizer.ofBits(2)).isEqualTo(new Ternary(Ternary.Scale.MEAN_OF_ALL));
        for (int bits = 3; bits <= 8; bits++) {
            assertThat(FilterQuantizer.ofBits(bits)).isEqualTo(new SymmetricUniform(bits, ClippingTable.ratio(bits)));
            assertThat(FilterQuantizer.ofBits(bits).bits()).isEqualTo(bits);
        }
        assertThatThrownBy(() -> FilterQuantizer.ofBits(9)).hasMessageContaining("found 9");
    }

    @Test
    void the_ternary_scale_can_be_the_mean_of_the_kept_weights() {
        double[] filter = {0.1, -0.2, 0.3, -0.4, 0.05, 0.9};
        QuantizedFilter kept = new Ternary(Ternary.Scale.MEAN_OF_KEPT).quantize(filter);

        assertThat(kept.levels()).containsExactly(0, 0, 1, -1, 0, 1);
        assertThat(kept.step()).isCloseTo((0.3 + 0.4 + 0.9) / 3, within(1e-15));
    }

    @Test
    void negative_weights_survive_the_ternary_mask() {
        // The printed mask compares w itself, which would zero all of them.
        assertThat(FilterQuantizer.ofBits(2).quantize(new double[] {-1, -1, -1}).values())
                .containsExactly(-1, -1, -1);
    }

    @Test
    void a_filter_of_zeros_stays_zero() {
        for (int bits = 1; bits <= 8; bits++) {
            assertThat(FilterQuantizer.ofBits(bits).quantize(new double[3]).values())
                    .containsExactly(0, 0, 0);
        }
    }

    @Test
    void filters_of_a_tensor_are_quantized_one_by_one_and_may_be_replaced() {
        INDArray weights =
                Nd4j.linspace(DataType.FLOAT, -1, 0.0103, 5 * 2 * 3 * 7).reshape('c', 5, 2, 3, 7);
        for (int bits = 1; bits <= 8; bits++) {
            FilterQuantizer quantizer = FilterQuantizer.ofBits(bits);
            INDArray quantized = quantizer.quantize(weights);
            for (int filter = 0; filter < 5; filter++) {
                double[] row = weights.slice(filter)
                        .dup('c')
                        .castTo(DataType.DOUBLE)
                        .ravel()
                        .toDoubleVector();
                assertThat(quantized.slice(filter).dup('c').ravel())
                        .isEqualTo(Nd4j.createFromArray(quantizer.quantize(row).values())
                                .castTo(DataType.FLOAT));
            }
            INDArray replaced = weights.dup();
            quantizer.quantize(replaced, replaced);
            assertThat(replaced).isEqualTo(quantized);
        }
    }

    @Test
    void bad_filters_are_refused() {
        for (int bits = 1; bits <= 8; bits++) {
            FilterQuantizer quantizer = FilterQuantizer.ofBits(bits);
            assertThatThrownBy(() -> quantizer.quantize(new double[0])).hasMessageContaining("at least one weight");
            assertThatThrownBy(() -> quantizer.quantize(new double[] {1, Double.NaN}))
                    .hasMessageContaining("found NaN at element 1");
            assertThatThrownBy(() -> quantizer.quantize(
                            Nd4j.createFromArray(new float[][] {{1, 2}, {Float.NEGATIVE_INFINITY, 3}})))
                    .hasMessageContaining("found -Infinity at element 2");
        }
        assertThatThrownBy(() -> new SymmetricUniform(4, 0)).hasMessageContaining("found 0");
    }
}
