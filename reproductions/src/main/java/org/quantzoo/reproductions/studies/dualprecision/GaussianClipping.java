package org.quantzoo.reproductions.studies.dualprecision;

import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * The clipping threshold that minimises the mean squared error of the symmetric quantizer (Appendix B and Figure 5 of DualPrecision).
 *
 * <p>Two independent ways to the same number: the exact error of a standard Gaussian, summed over the quantizer's cells, and the error on a
 * sample of weights.
 */
public final class GaussianClipping {

    /** E|w| / sigma of a Gaussian. */
    public static final double MEAN_MAGNITUDE = Math.sqrt(2 / Math.PI);

    private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);
    private static final double PRECISION = 1e-9;

    private GaussianClipping() {}

    /** The best threshold for a standard Gaussian, in units of sigma. */
    public static double bestThreshold(int bits) {
        return minimise(threshold -> expectedSquaredError(bits, threshold), 1, 8);
    }

    /** The best threshold for a sample of weights. */
    public static double bestThreshold(int bits, double[] weights, double lower, double upper) {
        return minimise(threshold -> meanSquaredError(bits, threshold, weights), lower, upper);
    }

    /** E[(Q(w) - w)^2] of a standard Gaussian. */
    static double expectedSquaredError(int bits, double threshold) {
        int top = (1 << (bits - 1)) - 1;
        double step = threshold / top;
        return IntStream.rangeClosed(-top, top)
                .mapToDouble(level -> {
                    double from = level == -top ? Double.NEGATIVE_INFINITY : (level - 0.5) * step;
                    double to = level == top ? Double.POSITIVE_INFINITY : (level + 0.5) * step;
                    return squaredDistance(level * step, from, to);
                })
                .sum();
    }

    /** The integral of (x - q)^2 over a stretch of the standard Gaussian, in closed form. */
    private static double squaredDistance(double q, double from, double to) {
        double mass = NORMAL.cumulativeProbability(to) - NORMAL.cumulativeProbability(from);
        double first = density(from) - density(to);
        double second = mass + momentTerm(from) - momentTerm(to);
        return second - 2 * q * first + q * q * mass;
    }

    private static double density(double x) {
        return Double.isInfinite(x) ? 0 : NORMAL.density(x);
    }

    private static double momentTerm(double x) {
        return Double.isInfinite(x) ? 0 : x * NORMAL.density(x);
    }

    private static double meanSquaredError(int bits, double threshold, double[] weights) {
        int top = (1 << (bits - 1)) - 1;
        double step = threshold / top;
        double sum = 0;
        for (double weight : weights) {
            double level = Math.min(top, Math.rint(Math.abs(weight) / step));
            double error = Math.abs(weight) - level * step;
            sum += error * error;
        }
        return sum / weights.length;
    }

    private static double minimise(
            org.apache.commons.math3.analysis.UnivariateFunction function, double lower, double upper) {
        return new BrentOptimizer(PRECISION, PRECISION)
                .optimize(
                        new MaxEval(500),
                        new UnivariateObjectiveFunction(function),
                        GoalType.MINIMIZE,
                        new SearchInterval(lower, upper))
                .getPoint();
    }
}
