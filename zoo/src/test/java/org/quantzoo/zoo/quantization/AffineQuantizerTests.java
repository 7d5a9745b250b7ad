package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.deeplearning4j.nn.conf.serde.JsonMappers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/** The affine quantizer beyond the conformance vectors: arrays equal scalars, ties, JSON, errors. */
class AffineQuantizerTests {
    private static final AffineQuantizer QUANTIZER = AffineQuantizer.of(new Range(-0.7313, 1.9), 8);

    @Test
    void ties_round_away_from_zero_on_both_sides() {
        AffineQuantizer unitStep = AffineQuantizer.of(new Range(-7, 8), 4);

        assertThat(unitStep.scale()).isEqualTo(1);
        assertThat(unitStep.fakeQuantize(2.5)).isEqualTo(3);
        assertThat(unitStep.fakeQuantize(-2.5)).isEqualTo(-3);
        assertThat(unitStep.fakeQuantize(0.5)).isEqualTo(1);
        assertThat(unitStep.fakeQuantize(-0.5)).isEqualTo(-1);
    }

    @Test
    void the_number_just_below_a_half_rounds_down_although_adding_a_half_gives_one() {
        double belowHalf = Math.nextDown(0.5);

        assertThat(Math.floor(belowHalf + 0.5)).isEqualTo(1);
        assertThat(Rounding.halfAwayFromZero(belowHalf)).isZero();
        assertThat(Rounding.halfAwayFromZero(-belowHalf)).isZero();
    }

    @Test
    void levels_of_an_array_equal_the_level_of_each_value_also_at_and_beside_every_tie() {
        double[] values = new double[3 * 40];
        for (int i = 0; i < 40; i++) {
            double tie = i - 20 + 0.5;
            values[3 * i] = Math.nextDown(tie);
            values[3 * i + 1] = tie;
            values[3 * i + 2] = Math.nextUp(tie);
        }
        double[] levels = values.clone();

        Rounding.levels(levels, levels.length, 1, -12, 15);

        for (int i = 0; i < values.length; i++) {
            double exact =
                    new BigDecimal(values[i]).setScale(0, RoundingMode.HALF_UP).doubleValue();
            assertThat(Rounding.level(values[i], 1, -12, 15)).isEqualTo((int) Math.min(Math.max(exact, -12), 15));
            assertThat(levels[i]).isEqualTo(Rounding.level(values[i], 1, -12, 15));
        }
    }

    @Test
    void quotients_beyond_the_integers_saturate() {
        AffineQuantizer tiny = AffineQuantizer.of(new Range(-1e-300, 1e-300), 8);
        assertThat(tiny.quantize(1e300)).isEqualTo(255);
        assertThat(tiny.quantize(-1e300)).isZero();
        assertThat(tiny.quantize(Nd4j.createFromArray(1e300, -1e300)).toIntVector())
                .containsExactly(255, 0);
    }

    @ParameterizedTest
    @EnumSource(ZeroPointRule.class)
    void float_arrays_and_tensors_give_exactly_the_scalar_result_rounded_to_float(ZeroPointRule rule) {
        for (int bits : new int[] {2, 4, 8, 16}) {
            AffineQuantizer quantizer = AffineQuantizer.of(new Range(-0.7313, 1.9), bits, rule);
            float[] x = samples(10_000);
            float[] expected = new float[x.length];
            for (int i = 0; i < x.length; i++) {
                expected[i] = (float) quantizer.fakeQuantize((double) x[i]);
            }
            float[] y = new float[x.length];

            quantizer.fakeQuantize(x, 0, y, 0, x.length);

            assertThat(y).isEqualTo(expected);
            assertThat(quantizer.fakeQuantize(Nd4j.createFromArray(x)).toFloatVector())
                    .isEqualTo(expected);
        }
    }

    @Test
    void double_tensors_give_exactly_the_scalar_result() {
        double[] x =
                Nd4j.createFromArray(samples(5_000)).castTo(DataType.DOUBLE).toDoubleVector();
        double[] expected = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            expected[i] = QUANTIZER.fakeQuantize(x[i]);
        }

        assertThat(QUANTIZER.fakeQuantize(Nd4j.createFromArray(x)).toDoubleVector())
                .isEqualTo(expected);
    }

    @Test
    void views_and_other_orders_are_read_and_written_element_by_element() {
        INDArray whole = Nd4j.createFromArray(samples(6 * 5 * 4)).reshape('c', 6, 5, 4);
        INDArray[] inputs = {
            whole.get(NDArrayIndex.interval(2, 5), NDArrayIndex.all(), NDArrayIndex.all()),
            whole.get(NDArrayIndex.all(), NDArrayIndex.interval(1, 4), NDArrayIndex.all()),
            whole.permute(2, 0, 1),
            whole.dup('f')
        };
        for (INDArray input : inputs) {
            INDArray expected = QUANTIZER.fakeQuantize(input.dup('c'));
            INDArray frame = Nd4j.zeros(DataType.FLOAT, input.size(0) + 2, input.size(1), input.size(2));
            INDArray view =
                    frame.get(NDArrayIndex.interval(1, input.size(0) + 1), NDArrayIndex.all(), NDArrayIndex.all());

            QUANTIZER.fakeQuantize(input, view);

            assertThat(view.dup('c')).isEqualTo(expected);
            assertThat(frame.slice(0).sumNumber().doubleValue()).isZero();
            assertThat(frame.slice(input.size(0) + 1).sumNumber().doubleValue()).isZero();

            INDArray strided = Nd4j.zeros(DataType.FLOAT, input.size(0), input.size(1), 2 * input.size(2))
                    .get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(0, 2, 2 * input.size(2)));
            QUANTIZER.fakeQuantize(input, strided);
            assertThat(strided.dup('c')).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void tensors_of_another_device_are_read_like_those_in_host_memory(DataType type) {
        INDArray tensor = Nd4j.createFromArray(samples(5_000)).castTo(type).reshape('c', 50, 100);
        INDArray view = tensor.get(NDArrayIndex.interval(3, 40), NDArrayIndex.interval(5, 90));
        for (INDArray array : new INDArray[] {tensor, view}) {
            ElementReader direct = new ElementReader("A test", array, true);
            ElementReader fetched = new ElementReader("A test", array, false);
            double[] expected = new double[ElementReader.CHUNK];
            double[] actual = new double[ElementReader.CHUNK];
            for (int n = direct.read(expected); n > 0; n = direct.read(expected)) {
                assertThat(fetched.read(actual)).isEqualTo(n);
                assertThat(Arrays.copyOf(actual, n)).isEqualTo(Arrays.copyOf(expected, n));
            }
            assertThat(fetched.read(actual)).isZero();
        }
    }

    @Test
    void a_tensor_may_be_quantized_in_place() {
        INDArray x = Nd4j.createFromArray(samples(5_000));
        INDArray expected = QUANTIZER.fakeQuantize(x);

        QUANTIZER.fakeQuantize(x, x);

        assertThat(x).isEqualTo(expected);
    }

    @Test
    void levels_of_a_tensor_dequantize_to_its_fake_quantized_values() {
        INDArray x = Nd4j.createFromArray(samples(3_000)).reshape('c', 3, 1_000);

        INDArray levels = QUANTIZER.quantize(x);

        assertThat(levels.dataType()).isEqualTo(DataType.INT32);
        assertThat(levels.minNumber().intValue()).isZero();
        assertThat(levels.maxNumber().intValue()).isEqualTo(255);
        assertThat(QUANTIZER.dequantize(levels, DataType.FLOAT)).isEqualTo(QUANTIZER.fakeQuantize(x));
    }

    @Test
    void a_range_of_zero_width_gives_zeros() {
        AffineQuantizer zero = AffineQuantizer.of(new Range(0, 0), 8);

        assertThat(zero.fakeQuantize(3.5)).isZero();
        assertThat(zero.fakeQuantize(Nd4j.createFromArray(1f, -2f)).toFloatVector())
                .containsExactly(0, 0);
        assertThat(zero.fakeQuantize(Nd4j.createFromArray(1d, -2d)).toDoubleVector())
                .containsExactly(0, 0);
    }

    @Test
    void a_range_too_narrow_for_a_positive_step_is_treated_as_zero() {
        assertThat(AffineQuantizer.of(new Range(0, Double.MIN_VALUE), 8).scale())
                .isZero();
    }

    @Test
    void the_literal_and_the_nudged_form_differ_by_at_most_one_level() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 2_000; i++) {
            Range range = new Range(-random.nextDouble(), random.nextDouble());
            AffineQuantizer literal = AffineQuantizer.of(range, 4, ZeroPointRule.LITERAL);
            AffineQuantizer nudged = AffineQuantizer.of(range, 4, ZeroPointRule.NUDGED);
            double x = 3 * random.nextDouble() - 1.5;

            assertThat(literal.scale()).isEqualTo(nudged.scale());
            assertThat(nudged.range().width()).isCloseTo(range.width(), within(1e-12));
            assertThat(Math.abs(literal.quantize(x) - nudged.quantize(x))).isLessThanOrEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void a_value_that_is_not_finite_gives_one_sentence_naming_value_and_element(double bad) {
        float[] floats = samples(5_000);
        floats[4_321] = (float) bad;
        INDArray tensor = Nd4j.createFromArray(floats);

        assertThatThrownBy(() -> QUANTIZER.fakeQuantize(bad)).hasMessageContaining("found " + bad);
        assertThatThrownBy(() -> QUANTIZER.fakeQuantize(tensor))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "An affine quantizer needs finite values, found " + bad + " at element 4321; check the tensor"
                                + " that is passed in for overflow or a diverged training run.");
        assertThatThrownBy(() -> QUANTIZER.fakeQuantize(tensor.castTo(DataType.DOUBLE)))
                .hasMessageContaining("at element 4321");
        assertThatThrownBy(() -> QUANTIZER.quantize(tensor)).hasMessageContaining("at element 4321");
        assertThatThrownBy(() -> QUANTIZER.fakeQuantize(floats, 0, new float[5_000], 0, 5_000))
                .hasMessageContaining("at element 4321");
        assertThatThrownBy(() -> new Range(0, bad)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void arguments_that_make_no_quantizer_are_refused() {
        assertThatThrownBy(() -> AffineQuantizer.of(new Range(-1, 1), 1))
                .hasMessage("An affine quantizer has 2 to 16 bits, found 1.");
        assertThatThrownBy(() -> AffineQuantizer.of(new Range(-1, 1), 17)).hasMessageContaining("found 17");
        assertThatThrownBy(() -> AffineQuantizer.of(new Range(-Double.MAX_VALUE, Double.MAX_VALUE), 8))
                .hasMessageContaining("finite double");
        assertThatThrownBy(() -> new AffineQuantizer(8, 0.1, 256, new Range(-1, 1)))
                .hasMessageContaining("[0, 255], found 256");
        assertThatThrownBy(() -> new AffineQuantizer(8, 0.1, 5, new Range(1, 2)))
                .hasMessageContaining("contains 0");
        assertThatThrownBy(() -> QUANTIZER.dequantize(256)).hasMessageContaining("found 256");
        assertThatThrownBy(() -> QUANTIZER.fakeQuantize(Nd4j.createFromArray(1, 2)))
                .hasMessageContaining("FLOAT or DOUBLE");
        assertThatThrownBy(() -> QUANTIZER.fakeQuantize(Nd4j.zeros(2, 3), Nd4j.zeros(3, 2)))
                .hasMessageContaining("one shape");
    }

    @Test
    void it_survives_json_by_the_mapper_of_network_configurations_and_by_a_plain_one() throws Exception {
        ObjectMapper network = JsonMappers.getMapper();
        var plain = new com.fasterxml.jackson.databind.ObjectMapper();

        assertThat(network.readValue(network.writeValueAsString(QUANTIZER), AffineQuantizer.class))
                .isEqualTo(QUANTIZER);
        assertThat(plain.readValue(plain.writeValueAsString(QUANTIZER), AffineQuantizer.class))
                .isEqualTo(QUANTIZER);
        assertThat(plain.readTree(network.writeValueAsString(QUANTIZER)).fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder("bits", "scale", "zeroPoint", "range");
        assertThat(network.readValue(
                        network.writeValueAsString(GradientConvention.CLIP_AWARE), GradientConvention.class))
                .isEqualTo(GradientConvention.CLIP_AWARE);
    }

    private static float[] samples(int count) {
        SplittableRandom random = new SplittableRandom(3);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (4 * random.nextDouble() - 2);
        }
        return values;
    }
}
