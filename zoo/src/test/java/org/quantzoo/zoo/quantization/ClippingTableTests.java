package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.apache.commons.math3.special.Erf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Gaussian clipping ratios: table, integration, an independent closed form, the published digits and a simulation agree. */
class ClippingTableTests {
    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8})
    void the_table_is_what_the_integration_finds(int bits) {
        // The table has twelve digits.
        assertThat(ClippingTable.ratio(bits))
                .isCloseTo(GaussianClipping.optimum(bits, 1).ratio(), within(0.51e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8})
    void the_integration_finds_the_published_digits(int bits) throws Exception {
        JsonNode published;
        try (InputStream file = getClass().getResourceAsStream("/quantizer-vectors.json")) {
            published =
                    new ObjectMapper().readTree(file).get("gaussian_clipping").get(Integer.toString(bits));
        }
        GaussianClipping optimum = GaussianClipping.optimum(bits, 1);

        assertThat(optimum.ratio()).isCloseTo(published.get("c").asDouble(), within(1e-8));
        assertThat(1 / optimum.ratio())
                .isCloseTo(published.get("a_over_mean_abs").asDouble(), within(1e-7));
        assertThat(optimum.clip()).isCloseTo(published.get("a_over_sigma").asDouble(), within(1e-7));
        assertThat(optimum.meanSquaredError() / published.get("mse_over_sigma2").asDouble())
                .isCloseTo(1, within(1e-7));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 8})
    void the_integrated_error_equals_a_closed_form_with_the_error_function(int bits) {
        for (double clip = 1; clip < 6; clip += 0.37) {
            assertThat(GaussianClipping.error(bits, 1, clip)).isCloseTo(closedForm(bits, clip), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8})
    void no_other_clip_has_a_smaller_error(int bits) {
        GaussianClipping optimum = GaussianClipping.optimum(bits, 1);
        for (double factor = 0.5; factor < 2; factor += 0.01) {
            assertThat(GaussianClipping.error(bits, 1, factor * optimum.clip()))
                    .isGreaterThanOrEqualTo(optimum.meanSquaredError() * (1 - 1e-12));
        }
    }

    @Test
    void the_ratio_does_not_depend_on_the_spread_of_the_weights() {
        for (double sigma : new double[] {1e-3, 0.05, 1, 20}) {
            GaussianClipping optimum = GaussianClipping.optimum(4, sigma);
            assertThat(optimum.ratio()).isCloseTo(ClippingTable.ratio(4), within(1e-11));
            assertThat(optimum.meanSquaredError() / (sigma * sigma)).isCloseTo(1.2889386e-2, within(1e-9));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 8})
    void a_large_gaussian_filter_loses_what_the_integral_says(int bits) {
        double[] weights = gaussian(200_000, 0.05);
        SymmetricUniform quantizer = SymmetricUniform.gaussian(bits);

        // 200,000 squared errors of spread comparable to their mean: standard error below 1 %; three of them.
        assertThat(meanSquaredError(weights, quantizer.quantize(weights).values())
                        / (0.05 * 0.05 * GaussianClipping.optimum(bits, 1).meanSquaredError()))
                .isCloseTo(1, within(0.03));
    }

    @Test
    void ternary_and_binary_lose_what_theory_says_of_gaussian_weights() {
        double[] weights = gaussian(400_000, 1);
        double[] ternary =
                new Ternary(Ternary.Scale.MEAN_OF_ALL).quantize(weights).values();
        double[] ternaryKept =
                new Ternary(Ternary.Scale.MEAN_OF_KEPT).quantize(weights).values();
        double[] binary = new Binary().quantize(weights).values();

        assertThat(meanSquaredError(weights, ternary)).isCloseTo(0.2776, within(0.004));
        assertThat(meanSquaredError(weights, ternaryKept)).isCloseTo(0.1916, within(0.004));
        assertThat(meanSquaredError(weights, binary)).isCloseTo(1 - 2 / Math.PI, within(0.004));
        long zeros = Arrays.stream(ternary).filter(w -> w == 0).count();
        assertThat(zeros / 400_000.0).isCloseTo(0.4235, within(0.003));
    }

    @Test
    void bit_widths_without_a_ratio_are_refused() {
        assertThatThrownBy(() -> ClippingTable.ratio(2)).hasMessageContaining("3 to 8 bits, found 2");
        assertThatThrownBy(() -> SymmetricUniform.gaussian(9)).hasMessageContaining("found 9");
        assertThatThrownBy(() -> GaussianClipping.optimum(1, 1)).hasMessageContaining("found 1");
        assertThatThrownBy(() -> GaussianClipping.optimum(4, 0)).hasMessageContaining("standard deviation is positive");
        assertThatThrownBy(() -> GaussianClipping.error(4, 1, -1)).hasMessageContaining("magnitude is positive");
    }

    /** E[(Q(w) - w)^2] from moments of the normal distribution over each cell. */
    private static double closedForm(int bits, double clip) {
        int top = (1 << (bits - 1)) - 1;
        double step = clip / top;
        double sum = 0;
        for (int k = 0; k <= top; k++) {
            double from = k == 0 ? 0 : (k - 0.5) * step;
            double to = k == top ? 60 : (k + 0.5) * step;
            double mass = 0.5 * Erf.erf(from / Math.sqrt(2), to / Math.sqrt(2));
            double first = density(from) - density(to);
            double second = mass + from * density(from) - to * density(to);
            sum += second - 2 * k * step * first + k * step * k * step * mass;
        }
        return 2 * sum;
    }

    private static double density(double x) {
        return Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
    }

    private static double[] gaussian(int count, double sigma) {
        SplittableRandom random = new SplittableRandom(11);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = sigma * Math.sqrt(2) * Erf.erfInv(2 * random.nextDouble() - 1);
        }
        return values;
    }

    private static double meanSquaredError(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += (x[i] - y[i]) * (x[i] - y[i]);
        }
        return sum / x.length;
    }
}
