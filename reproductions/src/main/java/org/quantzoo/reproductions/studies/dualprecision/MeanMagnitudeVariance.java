package org.quantzoo.reproductions.studies.dualprecision;

/**
 * The variance of the mean magnitude of d Gaussian weights, which is the scale of a binary filter (Proposition 5.1, Eq. 7).
 *
 * <p>The paper's proof replaces E|w_i||w_j| by the covariance of w_i and w_j and so loses the absolute values: for independent weights its
 * formula is negative as soon as d is 2. For jointly Gaussian weights, E|w_i||w_j| = (2 sigma^2 / pi) g(r) with
 * g(r) = sqrt(1 - r^2) + r asin(r), which gives {@link #corrected}.
 */
public final class MeanMagnitudeVariance {

    private MeanMagnitudeVariance() {}

    /**
     * The variance for weights of equal pairwise correlation.
     *
     * @param d weights per filter, at least 1
     * @param r the correlation of any two of them, in [-1, 1]
     * @param sigma standard deviation of one weight
     */
    public static double corrected(int d, double r, double sigma) {
        double squared = sigma * sigma;
        double g = Math.sqrt(1 - r * r) + r * Math.asin(r);
        return (1 - 2 / Math.PI) * squared / d + (d - 1.0) / d * (2 * squared / Math.PI) * (g - 1);
    }

    /** The formula as printed, with rho the correlation of the weights. */
    public static double asPrinted(int d, double rho, double sigma) {
        double squared = sigma * sigma;
        return squared / d + (d - 1) * rho * squared / d - 2 * squared / Math.PI;
    }
}
