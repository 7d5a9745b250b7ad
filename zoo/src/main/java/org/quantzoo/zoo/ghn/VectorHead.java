package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_CHANNELS;
import static org.quantzoo.zoo.ghn.GhnConfiguration.HIDDEN;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The head of vectors: a perceptron to 64 values for the scale of a normalisation and 64 for its shift or for a bias.
 *
 * <p>Scales are 2 sigmoid(p / 2), between 0 and 2; shifts and biases tanh(p / 5), between -1 and 1. For the classifier's bias, the
 * rectified second half is mapped to the classes by a linear layer before it is bounded.
 */
final class VectorHead implements Head {

    private static final int OUTPUTS = 2 * DECODED_CHANNELS;
    private static final int WIDTH = 2 * HIDDEN;
    static final double TEMPERATURE = 5;

    private final GhnWeights weights;
    private final boolean classifier;

    /**
     * A head.
     *
     * @param classifier whether it yields the bias of classifiers
     */
    VectorHead(GhnWeights weights, boolean classifier) {
        this.weights = weights;
        this.classifier = classifier;
    }

    @Override
    public Decoded decode(Features features, double[] scales) {
        return new DecodedVectors(features);
    }

    private final class DecodedVectors implements Decoded {
        private final Features features;
        private final LinearLayer first;
        private final LinearLayer second;
        private final LinearLayer third;
        private final double[] hidden;
        private final double[] raw;
        private final double[] bounded;

        DecodedVectors(Features features) {
            this.features = features;
            first = new LinearLayer(weights.get(GhnTensor.VECTOR_WEIGHT_1), weights.get(GhnTensor.VECTOR_BIAS_1));
            second = new LinearLayer(weights.get(GhnTensor.VECTOR_WEIGHT_2), weights.get(GhnTensor.VECTOR_BIAS_2));
            third = new LinearLayer(weights.get(GhnTensor.CLASS_BIAS_WEIGHT), weights.get(GhnTensor.CLASS_BIAS_BIAS));
            int rows = features.rows();
            hidden = new double[rows * WIDTH];
            raw = new double[rows * OUTPUTS];
            bounded = new double[rows * outputs()];
            for (int row = 0; row < rows; row++) {
                first.apply(features.values(), row * HIDDEN, hidden, row * WIDTH);
                rectify(hidden, row * WIDTH, WIDTH);
                second.apply(hidden, row * WIDTH, raw, row * OUTPUTS);
                if (classifier) {
                    rectify(raw, row * OUTPUTS + DECODED_CHANNELS, DECODED_CHANNELS);
                    third.apply(raw, row * OUTPUTS + DECODED_CHANNELS, bounded, row * third.outputs);
                }
            }
            if (!classifier) {
                System.arraycopy(raw, 0, bounded, 0, raw.length);
            }
            for (int i = 0; i < bounded.length; i++) {
                bounded[i] = isScale(i) ? 2 / (1 + Math.exp(-bounded[i] / 2)) : Math.tanh(bounded[i] / TEMPERATURE);
            }
        }

        private int outputs() {
            return classifier ? third.outputs : OUTPUTS;
        }

        private boolean isScale(int index) {
            return !classifier && index % OUTPUTS < DECODED_CHANNELS;
        }

        private static void rectify(double[] values, int from, int count) {
            for (int j = from; j < from + count; j++) {
                values[j] = Math.max(0, values[j]);
            }
        }

        @Override
        public INDArray output() {
            return Numbers.toArray(bounded, weights.dataType(), features.rows(), outputs());
        }

        @Override
        public Features backpropagate(INDArray upstream, GhnWeights gradient) {
            double[] dBounded = Numbers.toDoubles(upstream);
            for (int i = 0; i < dBounded.length; i++) {
                double y = bounded[i];
                dBounded[i] *= isScale(i) ? y * (2 - y) / 4 : (1 - y * y) / TEMPERATURE;
            }
            LinearLayer.Gradient firstSum = new LinearLayer.Gradient(first);
            LinearLayer.Gradient secondSum = new LinearLayer.Gradient(second);
            LinearLayer.Gradient thirdSum = new LinearLayer.Gradient(third);
            Features dFeatures = Features.zeros(features.rows());
            for (int row = 0; row < features.rows(); row++) {
                double[] dRaw = new double[OUTPUTS];
                if (classifier) {
                    int from = row * OUTPUTS + DECODED_CHANNELS;
                    thirdSum.add(raw, from, dBounded, row * third.outputs);
                    third.backpropagate(dBounded, row * third.outputs, dRaw, DECODED_CHANNELS);
                    maskRectified(raw, from, dRaw, DECODED_CHANNELS, DECODED_CHANNELS);
                } else {
                    System.arraycopy(dBounded, row * OUTPUTS, dRaw, 0, OUTPUTS);
                }
                double[] dHidden = new double[WIDTH];
                secondSum.add(hidden, row * WIDTH, dRaw, 0);
                second.backpropagate(dRaw, 0, dHidden, 0);
                maskRectified(hidden, row * WIDTH, dHidden, 0, WIDTH);
                firstSum.add(features.values(), row * HIDDEN, dHidden, 0);
                first.backpropagate(dHidden, 0, dFeatures.values(), row * HIDDEN);
            }
            firstSum.addTo(gradient, GhnTensor.VECTOR_WEIGHT_1, GhnTensor.VECTOR_BIAS_1);
            secondSum.addTo(gradient, GhnTensor.VECTOR_WEIGHT_2, GhnTensor.VECTOR_BIAS_2);
            if (classifier) {
                thirdSum.addTo(gradient, GhnTensor.CLASS_BIAS_WEIGHT, GhnTensor.CLASS_BIAS_BIAS);
            }
            return dFeatures;
        }

        private static void maskRectified(double[] rectified, int from, double[] gradient, int to, int count) {
            for (int j = 0; j < count; j++) {
                if (rectified[from + j] <= 0) {
                    gradient[to + j] = 0;
                }
            }
        }
    }
}
