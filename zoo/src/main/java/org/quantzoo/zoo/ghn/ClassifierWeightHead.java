package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_CHANNELS;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The head of the classifier's weight: a decoded 1x1 kernel whose 64 output channels are rectified and mapped to the classes by
 * a linear layer, times the normalisation factor.
 */
final class ClassifierWeightHead implements Head {

    private final GhnWeights weights;
    private final int in;
    private final KernelDecoder decoder;

    ClassifierWeightHead(GhnWeights weights, int in) {
        this.weights = weights;
        this.in = in;
        decoder = new KernelDecoder(weights, new HeadKey(HeadKey.Kind.WEIGHT, DECODED_CHANNELS, in, 1, 1));
    }

    @Override
    public Decoded decode(Features features, double[] scales) {
        return new DecodedClassifier(features, scales);
    }

    private final class DecodedClassifier implements Decoded {
        private final double[] scales;
        private final KernelDecoder.Kernels kernels;
        private final LinearLayer layer;

        /** Rectified kernels with the channels of an input feature next to each other: [rows, in, 64]. */
        private final double[] hidden;

        private final INDArray output;

        DecodedClassifier(Features features, double[] scales) {
            this.scales = scales;
            kernels = decoder.decode(features);
            layer = new LinearLayer(weights.get(GhnTensor.CLASSIFIER_WEIGHT), weights.get(GhnTensor.CLASSIFIER_BIAS));
            double[] values = Numbers.toDoubles(kernels.values);
            hidden = new double[values.length];
            int classes = layer.outputs;
            double[] result = new double[features.rows() * classes * in];
            double[] scores = new double[classes];
            for (int row = 0; row < features.rows(); row++) {
                for (int i = 0; i < in; i++) {
                    int at = (row * in + i) * DECODED_CHANNELS;
                    for (int o = 0; o < DECODED_CHANNELS; o++) {
                        hidden[at + o] = Math.max(0, values[(row * DECODED_CHANNELS + o) * in + i]);
                    }
                    layer.apply(hidden, at, scores, 0);
                    for (int k = 0; k < classes; k++) {
                        result[(row * classes + k) * in + i] = scales[row] * scores[k];
                    }
                }
            }
            output = Numbers.toArray(result, kernels.values.dataType(), features.rows(), classes, in);
            kernels.values.close();
        }

        @Override
        public INDArray output() {
            return output;
        }

        @Override
        public Features backpropagate(INDArray upstream, GhnWeights gradient) {
            double[] dOutput = Numbers.toDoubles(upstream);
            double[] dValues = new double[hidden.length];
            LinearLayer.Gradient sum = new LinearLayer.Gradient(layer);
            int classes = layer.outputs;
            double[] dScores = new double[classes];
            for (int row = 0; row < scales.length; row++) {
                for (int i = 0; i < in; i++) {
                    for (int k = 0; k < classes; k++) {
                        dScores[k] = scales[row] * dOutput[(row * classes + k) * in + i];
                    }
                    int at = (row * in + i) * DECODED_CHANNELS;
                    sum.add(hidden, at, dScores, 0);
                    double[] dHidden = new double[DECODED_CHANNELS];
                    layer.backpropagate(dScores, 0, dHidden, 0);
                    for (int o = 0; o < DECODED_CHANNELS; o++) {
                        if (hidden[at + o] > 0) {
                            dValues[(row * DECODED_CHANNELS + o) * in + i] = dHidden[o];
                        }
                    }
                }
            }
            sum.addTo(gradient, GhnTensor.CLASSIFIER_WEIGHT, GhnTensor.CLASSIFIER_BIAS);
            try (Scratch scratch = new Scratch()) {
                return kernels.backpropagate(
                        scratch.own(Numbers.toArray(
                                dValues, gradient.dataType(), scales.length, (long) DECODED_CHANNELS * in)),
                        gradient);
            }
        }
    }
}
