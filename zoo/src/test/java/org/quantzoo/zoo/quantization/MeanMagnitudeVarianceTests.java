package org.quantzoo.zoo.quantization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Proposition 5.1: the corrected formula holds in simulation, the printed one does not. */
class MeanMagnitudeVarianceTests {
    @ParameterizedTest
    @CsvSource({"9, 0, 1", "9, 0.3, 0.5", "9, 0.7, 1", "36, 0.3, 1", "36, -0.02, 2"})
    void the_corrected_formula_is_what_a_simulation_finds(int d, double r, double sigma) {
        int draws = 40_000;
        double[] means = new double[draws];
        Random random = new Random(6);
        for (int i = 0; i < draws; i++) {
            // Equicorrelated: independent parts minus their mean, plus a shared part that restores the covariance r.
            double[] z = new double[d];
            double mean = 0;
            for (int j = 0; j < d; j++) {
                z[j] = random.nextGaussian();
                mean += z[j] / d;
            }
            double shared = Math.sqrt((1 + (d - 1) * r) / d) * random.nextGaussian();
            for (int j = 0; j < d; j++) {
                means[i] += sigma * Math.abs(Math.sqrt(1 - r) * (z[j] - mean) + shared) / d;
            }
        }
        double average = 0;
        for (double value : means) {
            average += value / draws;
        }
        double variance = 0;
        for (double value : means) {
            variance += (value - average) * (value - average) / (draws - 1);
        }

        // A variance of 40,000 draws has a standard error of about 0.7 to 1 %; four of them.
        assertThat(variance / MeanMagnitudeVariance.corrected(sigma, d, r)).isCloseTo(1, within(0.04));
    }

    @Test
    void independent_weights_have_a_positive_variance_that_the_printed_formula_makes_negative() {
        for (int d = 2; d < 200; d++) {
            assertThat(MeanMagnitudeVariance.printed(1, d, 0)).isNegative();
            assertThat(MeanMagnitudeVariance.corrected(1, d, 0)).isCloseTo((1 - 2 / Math.PI) / d, within(1e-15));
        }
        assertThat(MeanMagnitudeVariance.printed(1, 9, 0)).isCloseTo(-0.52551, within(1e-5));
        assertThat(MeanMagnitudeVariance.printed(1, 144, 0.7)).isCloseTo(0.06546, within(1e-5));
    }

    @Test
    void the_printed_formula_becomes_right_where_rho_is_the_mean_product_of_magnitudes() {
        for (double r = -1; r <= 1; r += 0.05) {
            double rho = 2 / Math.PI * MeanMagnitudeVariance.magnitudeProduct(r);
            assertThat(MeanMagnitudeVariance.printed(1.3, 20, rho))
                    .isCloseTo(MeanMagnitudeVariance.corrected(1.3, 20, r), within(1e-12));
        }
    }

    @Test
    void fully_correlated_weights_do_not_average_out() {
        for (int d : new int[] {1, 9, 144}) {
            assertThat(MeanMagnitudeVariance.corrected(2, d, 1)).isCloseTo(4 * (1 - 2 / Math.PI), within(1e-12));
            assertThat(MeanMagnitudeVariance.corrected(2, d, -1)).isEqualTo(MeanMagnitudeVariance.corrected(2, d, 1));
        }
    }

    @Test
    void a_matrix_of_equal_correlations_gives_the_same_as_one_correlation() {
        double[][] matrix = new double[12][12];
        for (int i = 0; i < 12; i++) {
            for (int j = 0; j < 12; j++) {
                matrix[i][j] = i == j ? 1 : 0.4;
            }
        }
        assertThat(MeanMagnitudeVariance.corrected(0.7, matrix))
                .isCloseTo(MeanMagnitudeVariance.corrected(0.7, 12, 0.4), within(1e-14));
    }

    @Test
    void impossible_arguments_are_refused() {
        assertThatThrownBy(() -> MeanMagnitudeVariance.corrected(1, 0, 0)).hasMessageContaining("found 1.0, 0 and 0.0");
        assertThatThrownBy(() -> MeanMagnitudeVariance.printed(1, 9, 1.5)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> MeanMagnitudeVariance.corrected(Double.NaN, 9, 0))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> MeanMagnitudeVariance.corrected(1, new double[][] {{1, 0}}))
                .hasMessageContaining("square matrix");
    }
}
