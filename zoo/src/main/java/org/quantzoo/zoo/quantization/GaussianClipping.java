package org.quantzoo.zoo.quantization;

import org.apache.commons.math3.analysis.UnivariateFunction;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.analysis.solvers.BrentSolver;

/**
 * The clipping magnitude a* that minimises E[(Q_a(w) - w)^2] for w ~ N(0, sigma^2) on a symmetric grid, by numerical integration.
 *
 * @param bits width of the grid: 2^bits - 1 levels
 * @param sigma standard deviation of the weights
 * @param clip a*
 * @param meanSquaredError E[(Q_a*(w) - w)^2]
 */
public record GaussianClipping(int bits, double sigma, double clip, double meanSquaredError) {
    /** Beyond this many standard deviations the density is below 1e-31 and is left out. */
    private static final double TAIL = 12;

    private static final GaussIntegratorFactory INTEGRATORS = new GaussIntegratorFactory();

    /**
     * Finds the optimum.
     *
     * @param bits 2 to 12
     * @param sigma standard deviation of the weights, positive
     */
    public static GaussianClipping optimum(int bits, double sigma) {
        require(bits, "standard deviation", sigma);
        // The root of the derivative has full precision; a minimum searched on the error itself only half the digits.
        double clip = new BrentSolver(1e-15, 1e-14 * sigma)
                .solve(1_000, a -> derivative(bits, sigma, a), 0.5 * sigma, 10 * sigma);
        return new GaussianClipping(bits, sigma, clip, error(bits, sigma, clip));
    }

    /** c = E|w| / a*. */
    public double ratio() {
        return Math.sqrt(2 / Math.PI) * sigma / clip;
    }

    /** E[(Q_a(w) - w)^2] for any clipping magnitude. */
    public static double error(int bits, double sigma, double clip) {
        require(bits, "standard deviation", sigma);
        require(bits, "clipping magnitude", clip);
        int top = (1 << (bits - 1)) - 1;
        double step = clip / top;
        return overCells(sigma, top, step, (level, w) -> (level * step - w) * (level * step - w));
    }

    /** d/da of the error; every level k sits at k a / L. Cell borders do not contribute: the error is continuous there. */
    private static double derivative(int bits, double sigma, double clip) {
        int top = (1 << (bits - 1)) - 1;
        double step = clip / top;
        return overCells(sigma, top, step, (level, w) -> 2 * (level * step - w) * level / top);
    }

    private static void require(int bits, String what, double value) {
        if (bits < 2 || bits > 12) {
            throw new IllegalArgumentException(
                    "The Gaussian clipping optimum is defined here for 2 to 12 bits, found " + bits + ".");
        }
        if (!(value > 0) || !Double.isFinite(value)) {
            throw new IllegalArgumentException("A " + what + " is positive and finite, found " + value + ".");
        }
    }

    private interface Integrand {
        double at(int level, double weight);
    }

    /** The expectation of a function of weight and level, twice that of the positive half, cell by cell. */
    private static double overCells(double sigma, int top, double step, Integrand integrand) {
        double sum = 0;
        for (int level = 0; level <= top; level++) {
            int k = level;
            UnivariateFunction density =
                    w -> integrand.at(k, w) * Math.exp(-w * w / (2 * sigma * sigma)) / (sigma * Math.sqrt(2 * Math.PI));
            double from = level == 0 ? 0 : (level - 0.5) * step;
            double to = level == top ? Math.max(TAIL * sigma, from) : (level + 0.5) * step;
            sum += integrate(density, from, to, sigma / 2);
        }
        return 2 * sum;
    }

    /** Gauss-Legendre with 20 nodes on pieces of at most the given width: exact to rounding for this integrand. */
    private static double integrate(UnivariateFunction f, double from, double to, double piece) {
        int pieces = Math.max(1, (int) Math.ceil((to - from) / piece));
        double width = (to - from) / pieces;
        double sum = 0;
        for (int i = 0; i < pieces; i++) {
            GaussIntegrator integrator = INTEGRATORS.legendre(20, from + i * width, from + (i + 1) * width);
            sum += integrator.integrate(f);
        }
        return sum;
    }
}
