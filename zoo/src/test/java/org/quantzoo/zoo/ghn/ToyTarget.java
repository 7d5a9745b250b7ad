package org.quantzoo.zoo.ghn;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.ghn.ReferenceArithmetic.Maps;
import org.quantzoo.zoo.ghn.ReferenceArithmetic.Normalization;

/**
 * The toy network as a classifier with given parameters: logits, loss, and the gradients of the loss at every parameter.
 *
 * <p>z = maxpool(BN(conv(x))), out = BN(pointwise(depthwise(relu z))) + skip(relu z), global mean, linear, mean cross-entropy.
 */
final class ToyTarget {

    private static final int BATCH = 4;
    private static final int IMAGE = 32;
    private static final int WIDE = 96;
    private static final int CLASSES = 10;

    final double[][] logits = new double[BATCH][CLASSES];
    double loss;
    final Map<String, INDArray> gradients = new HashMap<>();

    private final Map<String, INDArray> parameters;
    private final Map<String, double[]> sums = new HashMap<>();

    ToyTarget(Map<String, INDArray> parameters) {
        this.parameters = parameters;
        parameters.forEach((name, value) -> sums.put(name, new double[(int) value.length()]));
        run();
        sums.forEach((name, sum) -> gradients.put(
                name,
                Nd4j.createFromArray(sum).reshape('c', parameters.get(name).shape())));
    }

    private double[] parameter(String name) {
        return parameters.get(name).dup('c').data().asDouble();
    }

    static double[] images() {
        double[] values = new double[BATCH * 3 * IMAGE * IMAGE];
        for (int k = 0; k < values.length; k++) {
            values[k] = 2 * (((k * 7919L + 999983) % 10007) / 10007.0 - 0.5);
        }
        return values;
    }

    private void run() {
        Maps image = new Maps(BATCH, 3, IMAGE, images());
        Maps first = ReferenceArithmetic.convolution(image, parameter("n1.weight"), 16, 3, 1);
        Normalization firstNorm = new Normalization(first, parameter("n2.gamma"), parameter("n2.beta"));
        int[] winners = ReferenceArithmetic.maxPool(firstNorm.output);
        Maps rectified = Maps.zeros(BATCH, 16, IMAGE / 2);
        for (int i = 0; i < winners.length; i++) {
            rectified.values()[i] = Math.max(0, firstNorm.output.values()[winners[i]]);
        }
        Maps depthwise = ReferenceArithmetic.convolution(rectified, parameter("n4.weight"), 16, 5, 16);
        Maps pointwise = ReferenceArithmetic.convolution(depthwise, parameter("n6.weight"), WIDE, 1, 1);
        Normalization secondNorm = new Normalization(pointwise, parameter("n7.gamma"), parameter("n7.beta"));
        Maps skip = ReferenceArithmetic.convolution(rectified, parameter("n5.weight"), WIDE, 1, 1);

        Maps dSum = head(secondNorm.output, skip);

        Maps dRectified = Maps.zeros(BATCH, 16, IMAGE / 2);
        ReferenceArithmetic.convolutionGradient(
                rectified, parameter("n5.weight"), 1, 1, dSum, dRectified, sums.get("n5.weight"));
        Maps dPointwise = secondNorm.gradient(dSum, sums.get("n7.gamma"), sums.get("n7.beta"));
        Maps dDepthwise = Maps.zeros(BATCH, 16, IMAGE / 2);
        ReferenceArithmetic.convolutionGradient(
                depthwise, parameter("n6.weight"), 1, 1, dPointwise, dDepthwise, sums.get("n6.weight"));
        ReferenceArithmetic.convolutionGradient(
                rectified, parameter("n4.weight"), 5, 16, dDepthwise, dRectified, sums.get("n4.weight"));
        Maps dFirstNorm = Maps.zeros(BATCH, 16, IMAGE);
        for (int i = 0; i < winners.length; i++) {
            if (rectified.values()[i] > 0) {
                dFirstNorm.values()[winners[i]] += dRectified.values()[i];
            }
        }
        Maps dFirst = firstNorm.gradient(dFirstNorm, sums.get("n2.gamma"), sums.get("n2.beta"));
        ReferenceArithmetic.convolutionGradient(
                image, parameter("n1.weight"), 3, 1, dFirst, Maps.zeros(BATCH, 3, IMAGE), sums.get("n1.weight"));
    }

    /** Sum, global mean, classifier and loss; returns the gradient at the sum. */
    private Maps head(Maps a, Maps b) {
        double[] weight = parameter("n10.weight");
        double[] bias = parameter("n11.bias");
        int pixels = a.size() * a.size();
        Maps dSum = Maps.zeros(BATCH, WIDE, a.size());
        for (int n = 0; n < BATCH; n++) {
            double[] features = new double[WIDE];
            for (int c = 0; c < WIDE; c++) {
                for (int i = 0; i < pixels; i++) {
                    int at = a.at(n, c, 0, 0) + i;
                    features[c] += (a.values()[at] + b.values()[at]) / pixels;
                }
            }
            for (int k = 0; k < CLASSES; k++) {
                logits[n][k] = bias[k];
                for (int c = 0; c < WIDE; c++) {
                    logits[n][k] += weight[k * WIDE + c] * features[c];
                }
            }
            double partition = Arrays.stream(logits[n]).map(Math::exp).sum();
            int label = n;
            loss -= (logits[n][label] - Math.log(partition)) / BATCH;
            for (int k = 0; k < CLASSES; k++) {
                double dLogit = (Math.exp(logits[n][k]) / partition - (k == label ? 1 : 0)) / BATCH;
                sums.get("n11.bias")[k] += dLogit;
                for (int c = 0; c < WIDE; c++) {
                    sums.get("n10.weight")[k * WIDE + c] += dLogit * features[c];
                    for (int i = 0; i < pixels; i++) {
                        dSum.values()[a.at(n, c, 0, 0) + i] += dLogit * weight[k * WIDE + c] / pixels;
                    }
                }
            }
        }
        return dSum;
    }
}
