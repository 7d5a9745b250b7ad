package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Simulated quantization and its noise model, forward and backward. */
class SimQuantTests {
    private static final AffineQuantizer QUANTIZER = AffineQuantizer.of(new Range(-0.6, 1.3), 4);

    @Test
    void forward_is_the_quantizer_on_a_grid_of_values() {
        SimQuant simulated = new SimQuant(QUANTIZER, GradientConvention.CLIP_AWARE);
        INDArray x = Nd4j.linspace(DataType.DOUBLE, -2, 0.001, 4_001);
        INDArray y = Nd4j.zeros(DataType.DOUBLE, 4_001);

        simulated.forward(x, y);

        for (int i = 0; i < 4_001; i++) {
            assertThat(y.getDouble(i)).isEqualTo(QUANTIZER.fakeQuantize(x.getDouble(i)));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOAT", "DOUBLE"})
    void the_clip_aware_gradient_is_that_of_the_clamp(DataType type) {
        SimQuant simulated = new SimQuant(QUANTIZER, GradientConvention.CLIP_AWARE);
        INDArray x = random(5_000, 1).castTo(type);
        INDArray dy = random(5_000, 2).castTo(type);
        INDArray dx = Nd4j.zeros(type, 5_000);

        simulated.backward(x, dy, dx);

        // The surrogate's numerical derivative, away from its two kinks.
        double h = 1e-6;
        int passed = 0;
        for (int i = 0; i < 5_000; i++) {
            double v = x.getDouble(i);
            double slope = (QUANTIZER.range().clamp(v + h) - QUANTIZER.range().clamp(v - h)) / (2 * h);
            assertThat(dx.getDouble(i)).isCloseTo(slope * dy.getDouble(i), within(1e-6));
            passed += dx.getDouble(i) != 0 ? 1 : 0;
        }
        assertThat(passed).isBetween(500, 4_500);
    }

    @Test
    void the_ends_of_the_range_pass_and_their_neighbours_do_not() {
        SimQuant simulated = new SimQuant(QUANTIZER, GradientConvention.CLIP_AWARE);
        double min = QUANTIZER.range().min();
        double max = QUANTIZER.range().max();
        INDArray dx = Nd4j.zeros(DataType.DOUBLE, 4);

        simulated.backward(
                Nd4j.createFromArray(Math.nextDown(min), min, max, Math.nextUp(max)),
                Nd4j.createFromArray(5.0, 5, 5, 5),
                dx);

        assertThat(dx.toDoubleVector()).containsExactly(0, 5, 5, 0);
    }

    @Test
    void the_identity_gradient_passes_everywhere() {
        SimQuant simulated = new SimQuant(QUANTIZER, GradientConvention.IDENTITY);
        INDArray dy = random(5_000, 2);
        INDArray dx = Nd4j.zeros(DataType.FLOAT, 5_000);

        simulated.backward(random(5_000, 1), dy, dx);

        assertThat(dx).isEqualTo(dy);
    }

    @Test
    void the_gradient_may_overwrite_its_input() {
        SimQuant simulated = new SimQuant(QUANTIZER, GradientConvention.CLIP_AWARE);
        INDArray x = random(5_000, 1);
        INDArray dy = random(5_000, 2);
        INDArray dx = Nd4j.zeros(DataType.FLOAT, 5_000);
        simulated.backward(x, dy, dx);

        simulated.backward(x, dy, dy);

        assertThat(dy).isEqualTo(dx);
    }

    @Test
    void a_gradient_that_is_not_finite_or_of_another_shape_is_refused() {
        for (GradientConvention convention : GradientConvention.values()) {
            SimQuant simulated = new SimQuant(QUANTIZER, convention);
            INDArray bad = Nd4j.createFromArray(1f, Float.NaN);
            INDArray good = Nd4j.createFromArray(1f, 2f);
            assertThatThrownBy(() -> simulated.backward(good, bad, good.dup()))
                    .hasMessageStartingWith("SimQuant's gradient needs finite values, found NaN at element 1");
            assertThatThrownBy(() -> simulated.backward(good, Nd4j.createFromArray(1f), good.dup()))
                    .hasMessageContaining("one shape and type");
        }
    }

    @Test
    void noise_has_mean_0_and_the_variance_of_a_rounding_error() {
        NoiseQuant noise = new NoiseQuant(QUANTIZER, GradientConvention.CLIP_AWARE, 3);
        INDArray x = Nd4j.zeros(DataType.DOUBLE, 1_000_000);
        INDArray y = Nd4j.zeros(DataType.DOUBLE, 1_000_000);

        noise.forward(x, 0, y);

        double step = QUANTIZER.scale();
        // The mean of a million draws has a standard error of 0.0003 steps, the variance one of 0.09 %.
        assertThat(y.meanNumber().doubleValue()).isCloseTo(0, within(0.0012 * step));
        assertThat(y.varNumber().doubleValue() / (step * step / 12)).isCloseTo(1, within(0.01));
        assertThat(y.amaxNumber().doubleValue()).isBetween(0.4999 * step, 0.5 * step);
    }

    @Test
    void values_outside_the_range_are_clamped_before_the_noise_and_not_after() {
        NoiseQuant noise = new NoiseQuant(QUANTIZER, GradientConvention.CLIP_AWARE, 3);
        INDArray y = Nd4j.zeros(DataType.DOUBLE, 10_000);

        noise.forward(Nd4j.zeros(DataType.DOUBLE, 10_000).addi(50), 0, y);

        double max = QUANTIZER.range().max();
        assertThat(y.minNumber().doubleValue()).isBetween(max - 0.5 * QUANTIZER.scale(), max);
        assertThat(y.maxNumber().doubleValue()).isBetween(max, max + 0.5 * QUANTIZER.scale());
    }

    @Test
    void noise_is_a_function_of_seed_step_and_element_alone() {
        NoiseQuant noise = new NoiseQuant(QUANTIZER, GradientConvention.CLIP_AWARE, 3);
        INDArray x = random(5_000, 1);
        INDArray whole = Nd4j.zeros(DataType.FLOAT, 5_000);
        INDArray again = Nd4j.zeros(DataType.FLOAT, 5_000);
        INDArray start = Nd4j.zeros(DataType.FLOAT, 3_000);
        noise.forward(x, 7, whole);
        noise.forward(x, 8, again);
        assertThat(again).isNotEqualTo(whole);
        noise.forward(x, 7, again);
        noise.forward(x.get(NDArrayIndex.interval(0, 3_000)), 7, start);

        assertThat(again).isEqualTo(whole);
        assertThat(start).isEqualTo(whole.get(NDArrayIndex.interval(0, 3_000)));
        for (int i = 0; i < 5_000; i += 611) {
            assertThat(whole.getFloat(i)).isEqualTo((float) noise.forward(x.getFloat(i), noise.unitNoise(7, i)));
        }
        new NoiseQuant(QUANTIZER, GradientConvention.CLIP_AWARE, 4).forward(x, 7, again);
        assertThat(again).isNotEqualTo(whole);
    }

    @Test
    void noise_of_neighbouring_seeds_steps_and_elements_is_not_correlated() {
        int count = 100_000;
        NoiseQuant noise = new NoiseQuant(QUANTIZER, GradientConvention.CLIP_AWARE, 3);
        NoiseQuant neighbour = new NoiseQuant(QUANTIZER, GradientConvention.CLIP_AWARE, 4);
        double bySeed = 0;
        double byStep = 0;
        double byElement = 0;
        for (int i = 0; i < count; i++) {
            double draw = noise.unitNoise(0, i);
            bySeed += draw * neighbour.unitNoise(0, i);
            byStep += draw * noise.unitNoise(1, i);
            byElement += draw * noise.unitNoise(0, i + 1);
        }
        // A correlation of independent draws has standard deviation 1 / sqrt(count); four of them.
        assertThat(12 * bySeed / count).isCloseTo(0, within(4 / Math.sqrt(count)));
        assertThat(12 * byStep / count).isCloseTo(0, within(4 / Math.sqrt(count)));
        assertThat(12 * byElement / count).isCloseTo(0, within(4 / Math.sqrt(count)));
    }

    @Test
    void the_noise_models_the_error_of_simulated_quantization() {
        INDArray x = random(200_000, 5).castTo(DataType.DOUBLE).muli(0.25);
        INDArray simulated = QUANTIZER.fakeQuantize(x);
        INDArray noisy = Nd4j.zeros(DataType.DOUBLE, 200_000);
        new NoiseQuant(QUANTIZER, GradientConvention.CLIP_AWARE, 3).forward(x, 0, noisy);

        assertThat(SignalToNoise.of(x, noisy).decibels())
                .isCloseTo(SignalToNoise.of(x, simulated).decibels(), within(0.1));
    }

    @Test
    void noise_refuses_values_that_are_not_finite() {
        NoiseQuant noise = new NoiseQuant(QUANTIZER, GradientConvention.CLIP_AWARE, 3);
        INDArray bad = Nd4j.createFromArray(1f, Float.POSITIVE_INFINITY);

        assertThatThrownBy(() -> noise.forward(bad, 0, bad.dup()))
                .hasMessageStartingWith("NoiseQuant needs finite values, found Infinity at element 1");
        assertThatThrownBy(() -> noise.forward(Double.NaN, 0)).hasMessageContaining("found NaN");
    }

    /** Uniform in [-2, 2). */
    private static INDArray random(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) (4 * random.nextDouble() - 2);
        }
        return Nd4j.createFromArray(values);
    }
}
