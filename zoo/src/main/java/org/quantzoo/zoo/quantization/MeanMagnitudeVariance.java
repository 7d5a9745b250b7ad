package org.quantzoo.zoo.quantization;

/**
 * The variance of the mean magnitude of d correlated Gaussian weights (DualPrecision Proposition 5.1), as printed and corrected.
 *
 * <p>The printed proof replaces E|w_i||w_j| by rho sigma^2, which is E[w_i w_j]: the magnitudes are lost, and for independent weights
 * the printed variance is negative for every d of at least 2.
 */
public final class MeanMagnitudeVariance {
    private MeanMagnitudeVariance() {}

    /**
     * The true variance for weights of one pairwise correlation: (1 - 2/pi) sigma^2 / d + ((d-1)/d) (2 sigma^2/pi) (g(r) - 1).
     *
     * @param sigma standard deviation of a weight, at least 0
     * @param d weights per filter, at least 1
     * @param correlation r, in [-1, 1]
     */
    public static double corrected(double sigma, long d, double correlation) {
        require(sigma, d, correlation);
        double independent = (1 - 2 / Math.PI) * sigma * sigma / d;
        double shared = (d - 1.0) / d * (2 * sigma * sigma / Math.PI) * (magnitudeProduct(correlation) - 1);
        return independent + shared;
    }

    /**
     * The true variance for any correlations.
     *
     * @param sigma standard deviation of every weight
     * @param correlations symmetric d x d matrix with ones on the diagonal
     */
    public static double corrected(double sigma, double[][] correlations) {
        int d = correlations.length;
        double sum = 0;
        for (int i = 0; i < d; i++) {
            if (correlations[i].length != d) {
                throw new IllegalArgumentException("Correlations form a square matrix, found a row of "
                        + correlations[i].length + " in one of " + d + " rows.");
            }
            for (int j = 0; j < d; j++) {
                require(sigma, d, correlations[i][j]);
                if (j != i) {
                    sum += magnitudeProduct(correlations[i][j]) - 1;
                }
            }
        }
        return (1 - 2 / Math.PI) * sigma * sigma / d + 2 * sigma * sigma / Math.PI * sum / ((double) d * d);
    }

    /**
     * What Eq. 7 prints: sigma^2 / d + (d-1) rho sigma^2 / d - 2 sigma^2 / pi. Kept to show where it fails.
     *
     * @param rho "the average correlation of the weights"
     */
    public static double printed(double sigma, long d, double rho) {
        require(sigma, d, rho);
        return sigma * sigma / d + (d - 1) * rho * sigma * sigma / d - 2 * sigma * sigma / Math.PI;
    }

    /**
     * g(r) = sqrt(1 - r^2) + r asin(r), so that E|w_i||w_j| = (2 sigma^2 / pi) g(r); even, rising from 1 at r = 0 to pi/2 at |r| = 1.
     *
     * @param correlation r, in [-1, 1]
     */
    public static double magnitudeProduct(double correlation) {
        return Math.sqrt(1 - correlation * correlation) + correlation * Math.asin(correlation);
    }

    private static void require(double sigma, long d, double correlation) {
        if (!(sigma >= 0) || !Double.isFinite(sigma) || d < 1 || !(Math.abs(correlation) <= 1)) {
            throw new IllegalArgumentException(
                    "The variance of a mean magnitude needs sigma >= 0, d >= 1 and a correlation"
                            + " in [-1, 1], found " + sigma + ", " + d + " and " + correlation + ".");
        }
    }
}
