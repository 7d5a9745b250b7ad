package org.quantzoo.zoo.ghn;

import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_CHANNELS;
import static org.quantzoo.zoo.ghn.GhnConfiguration.DECODED_KERNEL;
import static org.quantzoo.zoo.ghn.GhnConfiguration.HIDDEN;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * The decoder of kernels: from features to a window of 128 channels, then at each position of the window a perceptron to
 * out x in values.
 *
 * <p>Only the rows of the weights that the wanted window and channels need take part. Nine tenths of a hypernetwork's arithmetic
 * are the last product here.
 */
final class KernelDecoder {

    private static final int WINDOW_CHANNELS = 2 * DECODED_CHANNELS;
    private static final int PERCEPTRON_HIDDEN = 4 * DECODED_CHANNELS;

    private final GhnWeights weights;
    private final DataType type;
    private final HeadKey key;

    /** A decoder that reads the weights anew at each call. */
    KernelDecoder(GhnWeights weights, HeadKey key) {
        this.weights = weights;
        this.type = weights.dataType();
        this.key = key;
    }

    /** Decoded kernels with what their gradient needs. */
    final class Kernels {
        private final INDArray features;
        private final INDArray window;
        private final INDArray hidden;

        /** [rows * positions, out * in]; the caller frees it. */
        final INDArray values;

        private Kernels(INDArray features) {
            this.features = features;
            long rows = features.size(0);
            int positions = key.positions();
            try (Scratch scratch = new Scratch()) {
                INDArray wide = product(features, scratch.own(windowWeight()), WINDOW_CHANNELS * positions);
                addAndRectify(wide, scratch.own(windowBias()));
                window = wide.reshape('c', rows * positions, WINDOW_CHANNELS);
                hidden = product(window, weights.get(GhnTensor.KERNEL_WEIGHT_1), PERCEPTRON_HIDDEN);
                addAndRectify(hidden, weights.get(GhnTensor.KERNEL_BIAS_1).reshape(1, PERCEPTRON_HIDDEN));
                values = product(hidden, kernelWeight(scratch), key.out() * key.in());
                values.addiRowVector(kernelBias(scratch));
            }
        }

        /**
         * Adds the gradients of the weights.
         *
         * @param upstream gradient at {@link #values}
         * @return the gradient at the features
         */
        Features backpropagate(INDArray upstream, GhnWeights gradient) {
            int positions = key.positions();
            try (Scratch scratch = new Scratch()) {
                addKernelGradients(
                        scratch.own(transposedProduct(upstream, hidden)), scratch.own(upstream.sum(0)), gradient);
                INDArray dHidden = scratch.own(empty(hidden.shape()));
                Nd4j.matmul(upstream, kernelWeight(scratch), dHidden, false, false, false);
                dHidden.muli(scratch.own(hidden.gt(0).castTo(type)));
                gradient.get(GhnTensor.KERNEL_WEIGHT_1).addi(scratch.own(transposedProduct(dHidden, window)));
                gradient.get(GhnTensor.KERNEL_BIAS_1).addi(scratch.own(dHidden.sum(0)));
                INDArray dWindow = scratch.own(empty(window.shape()));
                Nd4j.matmul(dHidden, weights.get(GhnTensor.KERNEL_WEIGHT_1), dWindow, false, false, false);
                dWindow.muli(scratch.own(window.gt(0).castTo(type)));
                INDArray dWide = dWindow.reshape('c', features.size(0), (long) positions * WINDOW_CHANNELS);
                addWindowGradients(
                        scratch.own(transposedProduct(dWide, features)), scratch.own(dWide.sum(0)), gradient);
                INDArray dFeatures = scratch.own(empty(features.shape()));
                Nd4j.matmul(dWide, scratch.own(windowWeight()), dFeatures, false, false, false);
                return new Features(Numbers.toDoubles(dFeatures));
            }
        }
    }

    Kernels decode(Features features) {
        return new Kernels(features.toArray(type));
    }

    private INDArray empty(long... shape) {
        return Nd4j.createUninitialized(type, shape, 'c');
    }

    /** x w' with w as it is stored: [outputs, inputs]. */
    private INDArray product(INDArray x, INDArray weight, int outputs) {
        INDArray result = empty(x.size(0), outputs);
        Nd4j.matmul(x, weight, result, false, true, false);
        return result;
    }

    /** a' b: the gradient of a weight as it is stored. */
    private INDArray transposedProduct(INDArray a, INDArray b) {
        INDArray result = empty(a.size(1), b.size(1));
        Nd4j.matmul(a, b, result, true, false, false);
        return result;
    }

    private static void addAndRectify(INDArray x, INDArray bias) {
        x.addiRowVector(bias);
        Transforms.relu(x, false);
    }

    /** The rows of the window layer for the top left of the largest kernel, position by position: a copy. */
    private INDArray windowWeight() {
        return windowView(weights.get(GhnTensor.WINDOW_WEIGHT), HIDDEN)
                .dup('c')
                .reshape('c', (long) key.positions() * WINDOW_CHANNELS, HIDDEN);
    }

    private INDArray windowBias() {
        return windowView(weights.get(GhnTensor.WINDOW_BIAS), 1)
                .dup('c')
                .reshape('c', 1, (long) key.positions() * WINDOW_CHANNELS);
    }

    /** A view [height, width, 128, columns] of a tensor of the window layer. */
    private INDArray windowView(INDArray tensor, int columns) {
        return tensor.reshape('c', WINDOW_CHANNELS, DECODED_KERNEL, DECODED_KERNEL, columns)
                .get(
                        NDArrayIndex.all(),
                        NDArrayIndex.interval(0, key.height()),
                        NDArrayIndex.interval(0, key.width()),
                        NDArrayIndex.all())
                .permute(1, 2, 0, 3);
    }

    private void addWindowGradients(INDArray dWeight, INDArray dBias, GhnWeights gradient) {
        windowView(gradient.get(GhnTensor.WINDOW_WEIGHT), HIDDEN)
                .addi(dWeight.reshape('c', key.height(), key.width(), WINDOW_CHANNELS, HIDDEN));
        windowView(gradient.get(GhnTensor.WINDOW_BIAS), 1)
                .addi(dBias.reshape('c', key.height(), key.width(), WINDOW_CHANNELS, 1));
    }

    private boolean isWhole() {
        return key.out() == DECODED_CHANNELS && key.in() == DECODED_CHANNELS;
    }

    /** The rows of the last layer for the wanted channels: the tensor itself or a copy of a part. */
    private INDArray kernelWeight(Scratch scratch) {
        INDArray whole = weights.get(GhnTensor.KERNEL_WEIGHT_2);
        return isWhole()
                ? whole
                : scratch.own(channelView(whole, PERCEPTRON_HIDDEN).dup('c'))
                        .reshape('c', (long) key.out() * key.in(), PERCEPTRON_HIDDEN);
    }

    private INDArray kernelBias(Scratch scratch) {
        return scratch.own(channelView(weights.get(GhnTensor.KERNEL_BIAS_2), 1).dup('c'))
                .reshape('c', 1, (long) key.out() * key.in());
    }

    /** A view [out, in, columns] of a tensor of the last layer. */
    private INDArray channelView(INDArray tensor, int columns) {
        return tensor.reshape('c', DECODED_CHANNELS, DECODED_CHANNELS, columns)
                .get(NDArrayIndex.interval(0, key.out()), NDArrayIndex.interval(0, key.in()), NDArrayIndex.all());
    }

    private void addKernelGradients(INDArray dWeight, INDArray dBias, GhnWeights gradient) {
        channelView(gradient.get(GhnTensor.KERNEL_WEIGHT_2), PERCEPTRON_HIDDEN)
                .addi(dWeight.reshape('c', key.out(), key.in(), PERCEPTRON_HIDDEN));
        channelView(gradient.get(GhnTensor.KERNEL_BIAS_2), 1).addi(dBias.reshape('c', key.out(), key.in(), 1));
    }
}
