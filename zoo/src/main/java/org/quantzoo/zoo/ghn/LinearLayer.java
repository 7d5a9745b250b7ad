package org.quantzoo.zoo.ghn;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A linear layer on single vectors in double precision: y = W x + b.
 *
 * <p>W is kept transposed, so that the inner loops run over consecutive outputs and the compiler vectorises them.
 */
final class LinearLayer {

    final int inputs;
    final int outputs;
    private final double[] transposed;
    private final double[] bias;

    /**
     * Copies the weights.
     *
     * @param weight [outputs, inputs]
     * @param bias [outputs]
     */
    LinearLayer(INDArray weight, INDArray bias) {
        outputs = (int) weight.size(0);
        inputs = (int) weight.size(1);
        double[] values = Numbers.toDoubles(weight);
        transposed = new double[values.length];
        for (int out = 0; out < outputs; out++) {
            for (int in = 0; in < inputs; in++) {
                transposed[in * outputs + out] = values[out * inputs + in];
            }
        }
        this.bias = Numbers.toDoubles(bias);
    }

    /** Writes W x + b to {@code y}. */
    void apply(double[] x, int xOffset, double[] y, int yOffset) {
        System.arraycopy(bias, 0, y, yOffset, outputs);
        for (int in = 0; in < inputs; in++) {
            double value = x[xOffset + in];
            int row = in * outputs;
            for (int out = 0; out < outputs; out++) {
                y[yOffset + out] += value * transposed[row + out];
            }
        }
    }

    /** Adds the gradient of the input, W' dy, to {@code dx}. */
    void backpropagate(double[] dy, int dyOffset, double[] dx, int dxOffset) {
        for (int in = 0; in < inputs; in++) {
            int row = in * outputs;
            double sum = 0;
            for (int out = 0; out < outputs; out++) {
                sum += dy[dyOffset + out] * transposed[row + out];
            }
            dx[dxOffset + in] += sum;
        }
    }

    /** The sum of this layer's gradients over many vectors. */
    static final class Gradient {
        private final int inputs;
        private final int outputs;
        private final double[] weight;
        private final double[] bias;

        Gradient(LinearLayer layer) {
            inputs = layer.inputs;
            outputs = layer.outputs;
            weight = new double[inputs * outputs];
            bias = new double[outputs];
        }

        /** Adds the gradients of one vector. */
        void add(double[] x, int xOffset, double[] dy, int dyOffset) {
            for (int out = 0; out < outputs; out++) {
                double value = dy[dyOffset + out];
                bias[out] += value;
                int row = out * inputs;
                for (int in = 0; in < inputs; in++) {
                    weight[row + in] += value * x[xOffset + in];
                }
            }
        }

        /** Adds the sum to the gradient of a whole hypernetwork. */
        void addTo(GhnWeights gradient, GhnTensor weightTensor, GhnTensor biasTensor) {
            Numbers.addTo(gradient.get(weightTensor), weight);
            Numbers.addTo(gradient.get(biasTensor), bias);
        }
    }
}
