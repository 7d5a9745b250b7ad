package org.quantzoo.zoo.layers.onednn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.Rectifier;

/**
 * The definition of a convolution and its gradients as loops in double precision.
 *
 * <p>Beside every sum it keeps the sum of the magnitudes of its terms: rounding errors are proportional to that, and not to the sum
 * itself, which may cancel.
 */
public final class NaiveReference {
    /** Values and, for each, the sum of the magnitudes of the terms that were added up. */
    public record Sums(double[] value, double[] magnitude) {
        Sums(int length) {
            this(new double[length], new double[length]);
        }

        private void add(int index, double term) {
            value[index] += term;
            magnitude[index] += Math.abs(term);
        }
    }

    /** The gradients of a convolution. */
    public record Gradients(Sums dx, Sums dw, Sums dbias) {}

    /** One product of the convolution: which input, weight and output values it joins. */
    @FunctionalInterface
    private interface Tap {
        void at(int input, int weight, int output, int channel);
    }

    private NaiveReference() {}

    public static Sums convolution(ConvolutionGeometry g, Rectifier rectifier, INDArray x, INDArray w, INDArray bias) {
        double[] input = doubles(x);
        double[] weights = doubles(w);
        double[] biases = bias == null ? new double[g.outChannels()] : doubles(bias);
        Sums y = new Sums(
                (int) (x.size(0) * g.outputHeight((int) x.size(1)) * g.outputWidth((int) x.size(2)) * g.outChannels()));
        taps(g, x, (i, k, o, c) -> y.add(o, input[i] * weights[k]));
        for (int o = 0; o < y.value().length; o++) {
            y.add(o, biases[o % g.outChannels()]);
            y.value()[o] = rectifier.apply(y.value()[o]);
        }
        return y;
    }

    public static Gradients convolutionGradients(
            ConvolutionGeometry g, Rectifier rectifier, INDArray x, INDArray w, INDArray y, INDArray dy) {
        double[] input = doubles(x);
        double[] weights = doubles(w);
        double[] gradient = masked(rectifier, doubles(y), doubles(dy));
        Gradients result = new Gradients(new Sums(input.length), new Sums(weights.length), new Sums(g.outChannels()));
        taps(g, x, (i, k, o, c) -> {
            result.dx().add(i, gradient[o] * weights[k]);
            result.dw().add(k, gradient[o] * input[i]);
        });
        for (int o = 0; o < gradient.length; o++) {
            result.dbias().add(o % g.outChannels(), gradient[o]);
        }
        return result;
    }

    public static double[] masked(Rectifier rectifier, double[] y, double[] dy) {
        double[] result = dy.clone();
        for (int i = 0; i < result.length; i++) {
            if (y[i] <= rectifier.lower() || y[i] >= rectifier.upper()) {
                result[i] = 0;
            }
        }
        return result;
    }

    public static double[] doubles(INDArray array) {
        return array.dup('c').data().asDouble();
    }

    private static void taps(ConvolutionGeometry g, INDArray x, Tap tap) {
        int height = (int) x.size(1);
        int width = (int) x.size(2);
        int outHeight = g.outputHeight(height);
        int outWidth = g.outputWidth(width);
        int kernelHeight = g.kernel().height();
        int kernelWidth = g.kernel().width();
        int top = g.padding()
                .before(height, kernelHeight, g.stride().height(), g.dilation().height());
        int left = g.padding()
                .before(width, kernelWidth, g.stride().width(), g.dilation().width());
        int in = g.channelsPerFilter();
        int out = g.outChannels() / g.groups();
        for (int n = 0; n < x.size(0); n++) {
            for (int row = 0; row < outHeight; row++) {
                for (int column = 0; column < outWidth; column++) {
                    for (int o = 0; o < g.outChannels(); o++) {
                        int output = ((n * outHeight + row) * outWidth + column) * g.outChannels() + o;
                        for (int i = 0; i < in; i++) {
                            int channel = o / out * in + i;
                            for (int kr = 0; kr < kernelHeight; kr++) {
                                int r = row * g.stride().height()
                                        - top
                                        + kr * g.dilation().height();
                                for (int kc = 0; kc < kernelWidth; kc++) {
                                    int c = column * g.stride().width()
                                            - left
                                            + kc * g.dilation().width();
                                    if (r >= 0 && r < height && c >= 0 && c < width) {
                                        tap.at(
                                                ((n * height + r) * width + c) * g.inChannels() + channel,
                                                ((o * in + i) * kernelHeight + kr) * kernelWidth + kc,
                                                output,
                                                o);
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
