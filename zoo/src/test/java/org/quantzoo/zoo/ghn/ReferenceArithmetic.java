package org.quantzoo.zoo.ghn;

import java.util.Arrays;

/** Plain loops in double precision for one small convolutional network, forward and backward; maps are [n, c, h, w]. */
final class ReferenceArithmetic {

    private ReferenceArithmetic() {}

    /** A batch of square maps. */
    record Maps(int batch, int channels, int size, double[] values) {
        static Maps zeros(int batch, int channels, int size) {
            return new Maps(batch, channels, size, new double[batch * channels * size * size]);
        }

        int at(int n, int c, int y, int x) {
            return ((n * channels + c) * size + y) * size + x;
        }
    }

    /** Stride 1, padding kernel/2; w is [out, in / groups, k, k]. */
    static Maps convolution(Maps x, double[] w, int out, int kernel, int groups) {
        Maps y = Maps.zeros(x.batch, out, x.size);
        visit(x, out, kernel, groups, (from, weight, to) -> y.values[to] += x.values[from] * w[weight]);
        return y;
    }

    /** Adds the gradients of input and weights. */
    static void convolutionGradient(Maps x, double[] w, int kernel, int groups, Maps dy, Maps dx, double[] dw) {
        visit(x, dy.channels, kernel, groups, (from, weight, to) -> {
            dw[weight] += x.values[from] * dy.values[to];
            dx.values[from] += w[weight] * dy.values[to];
        });
    }

    private interface Tap {
        void accept(int from, int weight, int to);
    }

    private static void visit(Maps x, int out, int kernel, int groups, Tap tap) {
        int in = x.channels / groups;
        int outPerGroup = out / groups;
        Maps y = new Maps(x.batch, out, x.size, new double[0]);
        for (int n = 0; n < x.batch; n++) {
            for (int o = 0; o < out; o++) {
                for (int i = 0; i < in; i++) {
                    for (int ky = 0; ky < kernel; ky++) {
                        for (int kx = 0; kx < kernel; kx++) {
                            int weight = ((o * in + i) * kernel + ky) * kernel + kx;
                            for (int row = 0; row < x.size; row++) {
                                int fromRow = row + ky - kernel / 2;
                                if (fromRow < 0 || fromRow >= x.size) {
                                    continue;
                                }
                                int first = Math.max(0, kernel / 2 - kx);
                                int end = Math.min(x.size, x.size + kernel / 2 - kx);
                                int c = o / outPerGroup * in + i;
                                for (int column = first; column < end; column++) {
                                    tap.accept(
                                            x.at(n, c, fromRow, column + kx - kernel / 2),
                                            weight,
                                            y.at(n, o, row, column));
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /** Batch normalisation by batch statistics with the intermediate values its gradient needs. */
    static final class Normalization {
        private static final double EPSILON = 1e-5;
        private final Maps normalized;
        private final double[] inverseDeviation;
        private final double[] gamma;
        final Maps output;

        Normalization(Maps x, double[] gamma, double[] beta) {
            this.gamma = gamma;
            normalized = Maps.zeros(x.batch, x.channels, x.size);
            output = Maps.zeros(x.batch, x.channels, x.size);
            inverseDeviation = new double[x.channels];
            int count = x.batch * x.size * x.size;
            for (int c = 0; c < x.channels; c++) {
                int[] indices = channel(x, c);
                double mean =
                        Arrays.stream(indices).mapToDouble(i -> x.values[i]).sum() / count;
                double variance = Arrays.stream(indices)
                                .mapToDouble(i -> (x.values[i] - mean) * (x.values[i] - mean))
                                .sum()
                        / count;
                inverseDeviation[c] = 1 / Math.sqrt(variance + EPSILON);
                for (int i : indices) {
                    normalized.values[i] = (x.values[i] - mean) * inverseDeviation[c];
                    output.values[i] = gamma[c] * normalized.values[i] + beta[c];
                }
            }
        }

        Maps gradient(Maps dy, double[] dgamma, double[] dbeta) {
            Maps dx = Maps.zeros(dy.batch, dy.channels, dy.size);
            int count = dy.batch * dy.size * dy.size;
            for (int c = 0; c < dy.channels; c++) {
                int[] indices = channel(dy, c);
                for (int i : indices) {
                    dgamma[c] += dy.values[i] * normalized.values[i];
                    dbeta[c] += dy.values[i];
                }
                for (int i : indices) {
                    dx.values[i] = gamma[c]
                            * inverseDeviation[c]
                            * (dy.values[i] - dbeta[c] / count - normalized.values[i] * dgamma[c] / count);
                }
            }
            return dx;
        }

        private static int[] channel(Maps x, int c) {
            int[] indices = new int[x.batch * x.size * x.size];
            int next = 0;
            for (int n = 0; n < x.batch; n++) {
                for (int i = 0; i < x.size * x.size; i++) {
                    indices[next++] = x.at(n, c, 0, 0) + i;
                }
            }
            return indices;
        }
    }

    /** Position of the maximum of each 3x3 window, stride 2, padding 1. */
    static int[] maxPool(Maps x) {
        int half = x.size / 2;
        int[] winners = new int[x.batch * x.channels * half * half];
        int next = 0;
        for (int n = 0; n < x.batch; n++) {
            for (int c = 0; c < x.channels; c++) {
                for (int row = 0; row < half; row++) {
                    for (int column = 0; column < half; column++) {
                        int best = -1;
                        for (int y = Math.max(0, 2 * row - 1); y <= Math.min(x.size - 1, 2 * row + 1); y++) {
                            for (int z = Math.max(0, 2 * column - 1); z <= Math.min(x.size - 1, 2 * column + 1); z++) {
                                int at = x.at(n, c, y, z);
                                best = best < 0 || x.values[at] > x.values[best] ? at : best;
                            }
                        }
                        winners[next++] = best;
                    }
                }
            }
        }
        return winners;
    }
}
