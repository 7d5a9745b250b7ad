package org.quantzoo.zoo.layers.onednn;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.quantzoo.zoo.layers.onednn.TestArrays.assertClose;
import static org.quantzoo.zoo.layers.onednn.TestArrays.random;
import static org.quantzoo.zoo.layers.onednn.TestArrays.unwritten;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.KernelSettings.Precision;
import org.quantzoo.zoo.layers.Kernels.BatchNormKernel;
import org.quantzoo.zoo.layers.Rectifier;

class OneDnnBatchNormTests {
    private static final double EPSILON = 1e-3;

    /** Two float32 passes over the values of a channel, against double precision. */
    private static final double TOLERANCE = 1e-4;

    /** One point of the grid. */
    record Case(int channels, int batch, int height, int width, Rectifier rectifier) {}

    static List<Case> grid() {
        List<Case> cases = new ArrayList<>();
        for (int[] size : new int[][] {{16, 4, 6, 6}, {5, 3, 7, 4}, {64, 2, 8, 8}, {1, 8, 3, 3}, {32, 16, 1, 1}}) {
            for (Rectifier rectifier : Rectifier.values()) {
                cases.add(new Case(size[0], size[1], size[2], size[3], rectifier));
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("grid")
    void equalsTheDefinitionInTraining(Case c) {
        BatchNormKernel kernel = TestArrays.kernels(Precision.FLOAT32).batchNorm(c.channels(), EPSILON, c.rectifier());
        INDArray x =
                random(1, c.batch(), c.height(), c.width(), c.channels()).mul(3).addi(0.5);
        INDArray gamma = TestArrays.asView(random(2, 1, c.channels()).mul(4));
        INDArray beta = TestArrays.asView(random(3, 1, c.channels()).mul(2).addi(1));
        INDArray y = unwritten(x.shape());
        INDArray mean = unwritten(1, c.channels());
        INDArray variance = unwritten(1, c.channels());
        kernel.forwardTraining(x, gamma, beta, y, mean, variance);

        double[] values = NaiveReference.doubles(x);
        double[] scale = NaiveReference.doubles(gamma);
        double[] shift = NaiveReference.doubles(beta);
        int channels = c.channels();
        int count = values.length / channels;
        double[] means = new double[channels];
        double[] variances = new double[channels];
        for (int i = 0; i < values.length; i++) {
            means[i % channels] += values[i] / count;
        }
        for (int i = 0; i < values.length; i++) {
            double centred = values[i] - means[i % channels];
            variances[i % channels] += centred * centred / count;
        }
        double[] normalised = new double[values.length];
        double[] expected = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int k = i % channels;
            normalised[i] = (values[i] - means[k]) / Math.sqrt(variances[k] + EPSILON);
            expected[i] = c.rectifier().apply(scale[k] * normalised[i] + shift[k]);
        }
        assertClose("mean", mean, means, TOLERANCE);
        assertClose("variance", variance, variances, TOLERANCE);
        assertClose("y", y, expected, TOLERANCE);

        INDArray dy = random(4, x.shape());
        double[] gradient = NaiveReference.masked(c.rectifier(), NaiveReference.doubles(y), NaiveReference.doubles(dy));
        double[] dgammas = new double[channels];
        double[] dbetas = new double[channels];
        for (int i = 0; i < values.length; i++) {
            dgammas[i % channels] += gradient[i] * normalised[i];
            dbetas[i % channels] += gradient[i];
        }
        double[] dxs = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int k = i % channels;
            dxs[i] = scale[k]
                    / Math.sqrt(variances[k] + EPSILON)
                    * (gradient[i] - dbetas[k] / count - normalised[i] * dgammas[k] / count);
        }
        INDArray dx = unwritten(x.shape());
        INDArray dgamma = TestArrays.asView(unwritten(1, channels));
        INDArray dbeta = TestArrays.asView(unwritten(1, channels));
        kernel.backward(x, gamma, mean, variance, y, dy, dx, dgamma, dbeta);
        assertClose("dx", dx, dxs, TOLERANCE);
        assertClose("dgamma", dgamma, dgammas, TOLERANCE);
        assertClose("dbeta", dbeta, dbetas, TOLERANCE);
    }

    @ParameterizedTest
    @MethodSource("grid")
    void usesTheGivenStatisticsInInference(Case c) {
        BatchNormKernel kernel = TestArrays.kernels(Precision.FLOAT32).batchNorm(c.channels(), EPSILON, c.rectifier());
        INDArray x = random(1, c.batch(), c.height(), c.width(), c.channels()).mul(3);
        INDArray gamma = random(2, 1, c.channels()).mul(4);
        INDArray beta = random(3, 1, c.channels()).mul(2);
        INDArray mean = random(4, 1, c.channels());
        INDArray variance = random(5, 1, c.channels()).addi(1.5);
        INDArray y = unwritten(x.shape());
        kernel.forwardInference(x, gamma, beta, mean, variance, y);
        double[] values = NaiveReference.doubles(x);
        double[] expected = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            int k = i % c.channels();
            expected[i] = c.rectifier()
                    .apply(gamma.getDouble(k)
                                    * (values[i] - mean.getDouble(k))
                                    / Math.sqrt(variance.getDouble(k) + EPSILON)
                            + beta.getDouble(k));
        }
        assertClose("y", y, expected, TOLERANCE);
    }

    @Test
    void refusesAGradientWithoutATrainingPassAndAWrongChannelCount() {
        BatchNormKernel kernel = TestArrays.kernels(Precision.FLOAT32).batchNorm(4, EPSILON, Rectifier.RELU);
        INDArray x = random(1, 2, 3, 3, 4);
        INDArray perChannel = random(2, 1, 4);
        assertThatIllegalStateException()
                .isThrownBy(
                        () -> kernel.backward(x, perChannel, perChannel, perChannel, x, x, x, perChannel, perChannel))
                .withMessageContaining("training pass");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> kernel.forwardTraining(
                        random(1, 2, 3, 3, 5), perChannel, perChannel, x, perChannel, perChannel))
                .withMessageContaining("[batch, height, width, 4]");
    }
}
