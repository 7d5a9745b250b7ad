package org.quantzoo.zoo.initialization;

import org.apache.commons.math3.special.Erf;

/** A distribution of weights with mean 0, described by its quantile function. */
public sealed interface WeightDistribution {

    /**
     * The value below which the given share of the distribution lies.
     *
     * @param probability in [0, 1]
     */
    double quantile(double probability);

    /** The standard deviation of a weight. */
    double standardDeviation();

    /** The largest magnitude that can occur. */
    double limit();

    /**
     * U[-limit, limit].
     *
     * @param limit positive
     */
    record Uniform(double limit) implements WeightDistribution {
        public Uniform {
            requirePositive("limit of a uniform distribution", limit);
        }

        @Override
        public double quantile(double probability) {
            return limit * (2 * probability - 1);
        }

        @Override
        public double standardDeviation() {
            return limit / Math.sqrt(3);
        }
    }

    /**
     * A normal distribution cut at two standard deviations and rescaled, as Keras's variance-scaling initialisers draw it: the stated
     * standard deviation is that of the cut distribution.
     *
     * @param standardDeviation positive
     */
    record TruncatedNormal(double standardDeviation) implements WeightDistribution {
        private static final double CUT = 2;
        /** The probability that a standard normal z has a magnitude below 2. */
        private static final double MASS = Erf.erf(CUT / Math.sqrt(2));
        /** The standard deviation of a standard normal after the cut, 0.87962566103423978. */
        private static final double SHRINKAGE =
                Math.sqrt(1 - 2 * CUT * Math.exp(-CUT * CUT / 2) / Math.sqrt(2 * Math.PI) / MASS);

        public TruncatedNormal {
            requirePositive("standard deviation of a normal distribution", standardDeviation);
        }

        @Override
        public double quantile(double probability) {
            double standard = Math.sqrt(2) * Erf.erfInv(MASS * (2 * probability - 1));
            // The inverse error function may overshoot the cut by rounding.
            return Math.max(-CUT, Math.min(CUT, standard)) * (standardDeviation / SHRINKAGE);
        }

        @Override
        public double limit() {
            return CUT * standardDeviation / SHRINKAGE;
        }
    }

    private static void requirePositive(String what, double value) {
        if (!(value > 0) || !Double.isFinite(value)) {
            throw new IllegalArgumentException("The " + what + " is positive and finite, found " + value + ".");
        }
    }
}
