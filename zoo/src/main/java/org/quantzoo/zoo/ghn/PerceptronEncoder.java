package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.HIDDEN;

import java.util.List;

/** Two rectified linear layers on every node alone: relu(W2 relu(W1 x + b1) + b2). */
final class PerceptronEncoder implements FeatureEncoder {

    private final LinearLayer first;
    private final LinearLayer second;

    /** Copies the present weights. */
    PerceptronEncoder(GhnWeights weights) {
        first = new LinearLayer(weights.get(GhnTensor.PERCEPTRON_WEIGHT_1), weights.get(GhnTensor.PERCEPTRON_BIAS_1));
        second = new LinearLayer(weights.get(GhnTensor.PERCEPTRON_WEIGHT_2), weights.get(GhnTensor.PERCEPTRON_BIAS_2));
    }

    @Override
    public Encoded encode(List<GraphPlan> plans, Features initial) {
        Features hidden = rectified(first, initial);
        return new Trace(initial, hidden, rectified(second, hidden));
    }

    private static Features rectified(LinearLayer layer, Features input) {
        Features output = Features.zeros(input.rows());
        double[] values = output.values();
        for (int row = 0; row < values.length; row += HIDDEN) {
            layer.apply(input.values(), row, values, row);
            for (int j = row; j < row + HIDDEN; j++) {
                values[j] = Math.max(values[j], 0);
            }
        }
        return output;
    }

    private final class Trace implements Encoded {
        private final Features initial;
        private final Features hidden;
        private final Features features;

        Trace(Features initial, Features hidden, Features features) {
            this.initial = initial;
            this.hidden = hidden;
            this.features = features;
        }

        @Override
        public Features features() {
            return features;
        }

        @Override
        public Features backpropagate(Features upstream, GhnWeights gradient) {
            LinearLayer.Gradient firstSum = new LinearLayer.Gradient(first);
            LinearLayer.Gradient secondSum = new LinearLayer.Gradient(second);
            Features dHidden = backpropagate(second, secondSum, hidden, features, upstream);
            Features dInitial = backpropagate(first, firstSum, initial, hidden, dHidden);
            firstSum.addTo(gradient, GhnTensor.PERCEPTRON_WEIGHT_1, GhnTensor.PERCEPTRON_BIAS_1);
            secondSum.addTo(gradient, GhnTensor.PERCEPTRON_WEIGHT_2, GhnTensor.PERCEPTRON_BIAS_2);
            return dInitial;
        }

        private Features backpropagate(
                LinearLayer layer, LinearLayer.Gradient sum, Features input, Features output, Features upstream) {
            Features dInput = Features.zeros(input.rows());
            double[] masked = new double[HIDDEN];
            for (int row = 0; row < input.values().length; row += HIDDEN) {
                for (int j = 0; j < HIDDEN; j++) {
                    masked[j] = output.values()[row + j] > 0 ? upstream.values()[row + j] : 0;
                }
                sum.add(input.values(), row, masked, 0);
                layer.backpropagate(masked, 0, dInput.values(), row);
            }
            return dInput;
        }
    }
}
