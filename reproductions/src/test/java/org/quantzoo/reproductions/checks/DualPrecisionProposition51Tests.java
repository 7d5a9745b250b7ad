package org.quantzoo.reproductions.checks;

import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quantzoo.zoo.quantization.MeanMagnitudeVariance;

/** The variance of a filter's mean magnitude (Proposition 5.1, Eq. 7), against simulated filters. */
@PaperChecks
class DualPrecisionProposition51Tests {

    private static final int FILTERS = 100_000;
    private static final double SIGMA = 1;
    private static final long SEED = 51;
    private static final String FEATURE = "Proposition 5.1: variance of the mean magnitude";

    @ParameterizedTest
    @CsvSource({"2, 0", "9, 0", "9, 0.3", "9, 0.7", "36, 0", "36, 0.3", "144, 0", "144, 0.7"})
    void corrected_formula_agrees_with_simulated_filters(int d, double r) {
        double corrected = MeanMagnitudeVariance.corrected(SIGMA, d, r);
        PaperCheck.of("dualprecision", FEATURE, "d = " + d + ", r = " + r)
                .named("Variance of the mean magnitude of " + d + " weights with correlation " + r)
                .claims("DP-17")
                .seeds(SEED)
                .run(check -> {
                    check.matches(
                            "variance, corrected formula against simulation",
                            corrected,
                            simulatedVariance(d, r),
                            Tolerance.relative(
                                    0.03,
                                    corrected,
                                    "four standard errors of a sample variance over 1e5 filters, kurtosis up to 4"));
                    check.parameter(
                            "printed formula with rho = r",
                            Measurement.decimal(MeanMagnitudeVariance.printed(SIGMA, d, r)));
                });
    }

    @ParameterizedTest
    @CsvSource({"2", "9", "36", "144"})
    void printed_formula_is_negative_for_independent_weights(int d) {
        double printed = MeanMagnitudeVariance.printed(SIGMA, d, 0);
        PaperCheck.of("dualprecision", FEATURE, "printed formula, d = " + d)
                .named("The printed variance of the mean magnitude of " + d + " independent weights is negative")
                .claims("DP-17")
                .run(check -> check.holds(
                        "a variance is not negative, so the printed formula cannot hold for rho = 0 and d >= 2",
                        printed < 0,
                        "it gives " + Measurement.decimal(printed)));
    }

    /** Equicorrelated Gaussians: a share r of each weight's variance is common to the filter. */
    private static double simulatedVariance(int d, double r) {
        SplittableRandom random = new SplittableRandom(SEED);
        double common = Math.sqrt(r);
        double own = Math.sqrt(1 - r);
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < FILTERS; i++) {
            double shared = common * random.nextGaussian();
            double magnitude = 0;
            for (int j = 0; j < d; j++) {
                magnitude += Math.abs(shared + own * random.nextGaussian());
            }
            double mean = SIGMA * magnitude / d;
            sum += mean;
            squares += mean * mean;
        }
        return (squares - sum * sum / FILTERS) / (FILTERS - 1);
    }
}
