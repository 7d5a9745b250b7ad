package org.quantzoo.reproductions.checks;

import java.util.SplittableRandom;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quantzoo.zoo.quantization.ClippingTable;
import org.quantzoo.zoo.quantization.GaussianClipping;

/** The best clipping threshold is proportional to the mean magnitude of the weights (Figure 5, Appendix B). */
@PaperChecks
class DualPrecisionFigure5Tests {

    private static final int WEIGHTS = 100_000;
    private static final double[] SIGMAS = {0.02, 0.05, 0.08, 0.11, 0.14, 0.17, 0.2, 0.5, 1};
    private static final long SEED = 5;

    @ParameterizedTest
    @CsvSource({"3, 2.447", "4, 3.101", "8, 4.914"})
    void threshold_is_proportional_to_the_mean_magnitude(int bits, double slope) {
        PaperCheck.of("dualprecision", "Figure 5: clipping threshold over mean magnitude", bits + " bit")
                .named("Slope of the best clipping threshold over E|w| at " + bits + " bit")
                .claims("DP-16")
                .seeds(SEED)
                .run(check -> {
                    Tolerance rounding = Tolerance.absolute(0.0005, "stated with three decimals");
                    check.matches(
                            "slope by integration",
                            slope,
                            1 / GaussianClipping.optimum(bits, 1).ratio(),
                            rounding);
                    check.matches("slope that the quantizers use", slope, 1 / ClippingTable.ratio(bits), rounding);
                    SimpleRegression regression = regression(bits);
                    check.matches(
                            "slope by regression over " + SIGMAS.length + " sigmas",
                            slope,
                            regression.getSlope(),
                            Tolerance.relative(0.02, slope, "the error is flat around its minimum"));
                    check.holds(
                            "the slope does not depend on sigma",
                            regression.getRSquare() > 0.999,
                            "R^2 of a line through the origin is " + Measurement.decimal(regression.getRSquare()));
                });
    }

    private static SimpleRegression regression(int bits) {
        SimpleRegression regression = new SimpleRegression(false);
        for (int i = 0; i < SIGMAS.length; i++) {
            SplittableRandom random = new SplittableRandom(SEED * 31 + i);
            double[] weights = new double[WEIGHTS];
            double magnitude = 0;
            for (int j = 0; j < WEIGHTS; j++) {
                weights[j] = SIGMAS[i] * random.nextGaussian();
                magnitude += Math.abs(weights[j]) / WEIGHTS;
            }
            regression.addData(magnitude, bestThreshold(bits, weights, SIGMAS[i]));
        }
        return regression;
    }

    /** The threshold with the smallest squared error on a sample, searched between one and six sigmas. */
    private static double bestThreshold(int bits, double[] weights, double sigma) {
        return new BrentOptimizer(1e-6, 1e-6 * sigma)
                .optimize(
                        new MaxEval(200),
                        new UnivariateObjectiveFunction(threshold -> squaredError(bits, threshold, weights)),
                        GoalType.MINIMIZE,
                        new SearchInterval(sigma, 6 * sigma))
                .getPoint();
    }

    private static double squaredError(int bits, double threshold, double[] weights) {
        int top = (1 << (bits - 1)) - 1;
        double step = threshold / top;
        double sum = 0;
        for (double weight : weights) {
            double magnitude = Math.abs(weight);
            double error = magnitude - Math.min(top, Math.rint(magnitude / step)) * step;
            sum += error * error;
        }
        return sum;
    }
}
