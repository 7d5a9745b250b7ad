package org.quantzoo.datasets.images;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.CblasTrans;
import static org.bytedeco.openblas.global.openblas.blas_set_num_threads;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A softmax classifier, alone or behind convolutions, small enough to train within seconds.
 *
 * <p>The stock DL4J layers need a minute for what the tests here ask, and the layers of this project are not visible from the
 * datasets; so: patches, one matrix product per layer, and Adam.
 */
final class SmallNetwork {

    private final List<Layer> layers = new ArrayList<>();
    private final SplittableRandom random;
    private ImageShape shape;
    private int steps;

    SmallNetwork(ImageShape input, long seed) {
        blas_set_num_threads(1); // products this small lose by a second thread
        this.shape = input;
        this.random = new SplittableRandom(seed);
    }

    /** Appends a convolution with zero padding and a rectifier. */
    SmallNetwork convolution(int kernel, int stride, int filters) {
        Convolution layer = new Convolution(shape, kernel, stride, filters, true);
        layers.add(layer);
        shape = layer.output;
        return this;
    }

    /** Appends a 2x2 maximum. */
    SmallNetwork maximum() {
        Maximum layer = new Maximum(shape);
        layers.add(layer);
        shape = layer.output;
        return this;
    }

    /** Appends a dense layer over everything: a convolution whose only window is the whole image. */
    SmallNetwork dense(int outputs) {
        layers.add(new Convolution(new ImageShape(1, 1, shape.length()), 1, 1, outputs, false));
        shape = new ImageShape(1, 1, outputs);
        return this;
    }

    void fit(ImageBatches batches, int epochs, double rate) {
        for (int epoch = 0; epoch < epochs; epoch++) {
            batches.setEpoch(epoch);
            while (batches.hasNext()) {
                // a linear decay to a tenth settles the weights at the end
                double progress = epoch / (double) epochs;
                step(batches.next(), rate * (1 - 0.9 * progress));
            }
        }
    }

    double accuracy(ImageBatches batches) {
        int right = 0;
        int all = 0;
        batches.reset();
        while (batches.hasNext()) {
            DataSet batch = batches.next();
            int n = batch.numExamples();
            float[] scores = forward(batch.getFeatures().data().asFloat(), n);
            float[] labels = batch.getLabels().data().asFloat();
            for (int i = 0; i < n; i++) {
                int best = 0;
                for (int c = 1; c < shape.length(); c++) {
                    if (scores[i * shape.length() + c] > scores[i * shape.length() + best]) {
                        best = c;
                    }
                }
                right += (int) labels[i * shape.length() + best];
            }
            all += n;
        }
        return right / (double) all;
    }

    private float[] forward(float[] values, int n) {
        for (Layer layer : layers) {
            values = layer.forward(values, n);
        }
        return values;
    }

    private void step(DataSet batch, double rate) {
        int n = batch.numExamples();
        float[] gradient = forward(batch.getFeatures().data().asFloat(), n).clone();
        float[] labels = batch.getLabels().data().asFloat();
        int classes = shape.length();
        for (int i = 0; i < n; i++) {
            double largest = Double.NEGATIVE_INFINITY;
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                largest = Math.max(largest, gradient[i * classes + c]);
            }
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(gradient[i * classes + c] - largest);
            }
            for (int c = 0; c < classes; c++) {
                int k = i * classes + c;
                gradient[k] = (float) ((Math.exp(gradient[k] - largest) / sum - labels[k]) / n);
            }
        }
        steps++;
        for (int l = layers.size() - 1; l >= 0; l--) {
            gradient = layers.get(l).backward(gradient, n, rate, l > 0);
        }
    }

    private interface Layer {
        float[] forward(float[] x, int n);

        float[] backward(float[] dy, int n, double rate, boolean inputGradient);
    }

    private final class Convolution implements Layer {
        private final ImageShape input;
        private final ImageShape output;
        private final int kernel;
        private final int stride;
        private final int padding;
        private final int depth;
        private final boolean rectifier;
        private final float[] weights;
        private final float[] bias;
        private final float[][] moments;
        private float[] patches;
        private float[] y;

        Convolution(ImageShape input, int kernel, int stride, int filters, boolean rectifier) {
            this.input = input;
            this.kernel = kernel;
            this.stride = stride;
            this.padding = kernel / 2;
            this.depth = kernel * kernel * input.channels();
            this.rectifier = rectifier;
            this.output = new ImageShape(
                    (input.height() + stride - 1) / stride, (input.width() + stride - 1) / stride, filters);
            this.weights = new float[depth * filters];
            this.bias = new float[filters];
            double limit = Math.sqrt(6.0 / depth);
            for (int i = 0; rectifier && i < weights.length; i++) {
                weights[i] = (float) Draws.between(random, -limit, limit);
            }
            this.moments = new float[][] {
                new float[weights.length], new float[weights.length], new float[filters], new float[filters]
            };
        }

        @Override
        public float[] forward(float[] x, int n) {
            int positions = n * output.height() * output.width();
            int filters = output.channels();
            patches = patches(x, n);
            y = new float[positions * filters];
            for (int p = 0; p < positions; p++) {
                System.arraycopy(bias, 0, y, p * filters, filters);
            }
            multiply(false, false, positions, filters, depth, patches, weights, y);
            for (int i = 0; rectifier && i < y.length; i++) {
                y[i] = Math.max(0, y[i]);
            }
            return y;
        }

        @Override
        public float[] backward(float[] dy, int n, double rate, boolean inputGradient) {
            int positions = n * output.height() * output.width();
            int filters = output.channels();
            float[] biasGradient = new float[filters];
            for (int i = 0; i < dy.length; i++) {
                if (rectifier && y[i] <= 0) {
                    dy[i] = 0;
                }
                biasGradient[i % filters] += dy[i];
            }
            float[] dx = null;
            if (inputGradient) {
                float[] patchGradient = new float[positions * depth];
                multiply(false, true, positions, depth, filters, dy, weights, patchGradient);
                dx = gather(patchGradient, n);
            }
            float[] weightGradient = new float[weights.length];
            multiply(true, false, depth, filters, positions, patches, dy, weightGradient);
            adam(weights, weightGradient, moments[0], moments[1], rate);
            adam(bias, biasGradient, moments[2], moments[3], rate);
            return dx;
        }

        private float[] patches(float[] x, int n) {
            if (depth == input.length()) {
                return x;
            }
            float[] result = new float[n * output.height() * output.width() * depth];
            forEachRow(n, (from, to, length) -> System.arraycopy(x, from, result, to, length));
            return result;
        }

        private float[] gather(float[] patchGradient, int n) {
            if (depth == input.length()) {
                return patchGradient;
            }
            float[] dx = new float[n * input.length()];
            forEachRow(n, (from, to, length) -> {
                for (int k = 0; k < length; k++) {
                    dx[from + k] += patchGradient[to + k];
                }
            });
            return dx;
        }

        /** Visits each run of values that is contiguous both in the image and in a patch. */
        private void forEachRow(int n, RowVisitor visitor) {
            int channels = input.channels();
            int at = 0;
            for (int i = 0; i < n; i++) {
                for (int r = 0; r < output.height(); r++) {
                    for (int c = 0; c < output.width(); c++) {
                        int left = c * stride - padding;
                        int first = Math.max(0, -left);
                        int last = Math.min(kernel, input.width() - left);
                        for (int k = 0; k < kernel; k++) {
                            int row = r * stride - padding + k;
                            if (row >= 0 && row < input.height()) {
                                visitor.visit(
                                        i * input.length() + (row * input.width() + left + first) * channels,
                                        at + first * channels,
                                        (last - first) * channels);
                            }
                            at += kernel * channels;
                        }
                    }
                }
            }
        }
    }

    private interface RowVisitor {
        void visit(int imageOffset, int patchOffset, int length);
    }

    private static final class Maximum implements Layer {
        private final ImageShape input;
        private final ImageShape output;
        private int[] winners;

        Maximum(ImageShape input) {
            this.input = input;
            this.output = new ImageShape(input.height() / 2, input.width() / 2, input.channels());
        }

        @Override
        public float[] forward(float[] x, int n) {
            int channels = input.channels();
            int line = input.width() * channels;
            float[] y = new float[n * output.length()];
            winners = new int[y.length];
            int at = 0;
            for (int i = 0; i < n; i++) {
                for (int r = 0; r < output.height(); r++) {
                    for (int c = 0; c < output.width(); c++) {
                        for (int k = 0; k < channels; k++, at++) {
                            int a = i * input.length() + 2 * r * line + 2 * c * channels + k;
                            int best = x[a + channels] > x[a] ? a + channels : a;
                            best = x[a + line] > x[best] ? a + line : best;
                            best = x[a + line + channels] > x[best] ? a + line + channels : best;
                            winners[at] = best;
                            y[at] = x[best];
                        }
                    }
                }
            }
            return y;
        }

        @Override
        public float[] backward(float[] dy, int n, double rate, boolean inputGradient) {
            float[] dx = new float[n * input.length()];
            for (int i = 0; i < dy.length; i++) {
                dx[winners[i]] += dy[i];
            }
            return dx;
        }
    }

    private void adam(float[] values, float[] gradient, float[] first, float[] second, double rate) {
        double step = rate * Math.sqrt(1 - Math.pow(0.999, steps)) / (1 - Math.pow(0.9, steps));
        for (int i = 0; i < values.length; i++) {
            first[i] += 0.1f * (gradient[i] - first[i]);
            second[i] += 0.001f * (gradient[i] * gradient[i] - second[i]);
            values[i] -= (float) (step * first[i] / (Math.sqrt(second[i]) + 1e-8));
        }
    }

    /** Adds the product of a (m x k) and b (k x n), each transposed where asked, to c. */
    private static void multiply(
            boolean transposeA, boolean transposeB, int m, int n, int k, float[] a, float[] b, float[] c) {
        cblas_sgemm(
                CblasRowMajor,
                transposeA ? CblasTrans : CblasNoTrans,
                transposeB ? CblasTrans : CblasNoTrans,
                m,
                n,
                k,
                1,
                a,
                transposeA ? m : k,
                b,
                transposeB ? k : n,
                1,
                c,
                n);
    }
}
