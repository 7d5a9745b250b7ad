package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.HIDDEN;

/** Layer normalisation of node features: (x - mean) / sqrt(biased variance + 1e-5), then gain and shift. */
final class FeatureNormalization {

    static final double EPSILON = 1e-5;

    private final double[] gain;
    private final double[] shift;

    /** Copies the present weights. */
    FeatureNormalization(GhnWeights weights) {
        gain = Numbers.toDoubles(weights.get(GhnTensor.NORM_GAIN));
        shift = Numbers.toDoubles(weights.get(GhnTensor.NORM_SHIFT));
    }

    Features apply(Features features) {
        Features result = Features.zeros(features.rows());
        for (int row = 0; row < features.rows() * HIDDEN; row += HIDDEN) {
            standardize(features, row, result.values());
            for (int j = 0; j < HIDDEN; j++) {
                result.values()[row + j] = gain[j] * result.values()[row + j] + shift[j];
            }
        }
        return result;
    }

    /** Writes (x - mean) / deviation of one row to {@code target}; returns 1 / deviation. */
    private static double standardize(Features features, int row, double[] target) {
        double[] x = features.values();
        double mean = 0;
        for (int j = row; j < row + HIDDEN; j++) {
            mean += x[j] / HIDDEN;
        }
        double variance = 0;
        for (int j = row; j < row + HIDDEN; j++) {
            variance += (x[j] - mean) * (x[j] - mean) / HIDDEN;
        }
        double inverse = 1 / Math.sqrt(variance + EPSILON);
        for (int j = row; j < row + HIDDEN; j++) {
            target[j] = (x[j] - mean) * inverse;
        }
        return inverse;
    }

    /** Returns the gradient at the features and adds those of gain and shift. */
    Features backpropagate(Features features, Features upstream, GhnWeights gradient) {
        double[] dGain = new double[HIDDEN];
        double[] dShift = new double[HIDDEN];
        double[] standardized = new double[features.values().length];
        Features result = Features.zeros(features.rows());
        for (int row = 0; row < standardized.length; row += HIDDEN) {
            double inverse = standardize(features, row, standardized);
            double sum = 0;
            double projection = 0;
            for (int j = 0; j < HIDDEN; j++) {
                double dy = upstream.values()[row + j];
                dGain[j] += dy * standardized[row + j];
                dShift[j] += dy;
                sum += dy * gain[j] / HIDDEN;
                projection += dy * gain[j] * standardized[row + j] / HIDDEN;
            }
            for (int j = 0; j < HIDDEN; j++) {
                double scaled = upstream.values()[row + j] * gain[j];
                result.values()[row + j] = inverse * (scaled - sum - standardized[row + j] * projection);
            }
        }
        Numbers.addTo(gradient.get(GhnTensor.NORM_GAIN), dGain);
        Numbers.addTo(gradient.get(GhnTensor.NORM_SHIFT), dShift);
        return result;
    }
}
