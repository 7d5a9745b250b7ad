package org.quantzoo.zoo.quantization;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far the outputs of a quantized network are from those of its float original: QMSE, QCE and QKL over any number of batches.
 *
 * <p>Outputs are probabilities (softmax), {@code [samples, classes]}; those of the quantized network are dequantized. With p from the
 * float and q from the quantized network:
 *
 * <pre>
 *   QMSE = mean over samples and classes of (p - q)^2
 *   QCE  = mean over samples of -sum p ln(max(q, clip))    natural logarithm
 *   QKL  = QCE - mean over samples of the entropy of p
 * </pre>
 *
 * <p>QCE contains the entropy of p, so it is not 0 for equal outputs. A class whose q was quantized to 0 costs up to -ln(clip), 16.1 for
 * Keras's 1e-7: always state the clip beside a QCE.
 */
public final class OutputComparison {
    /** The clip of Keras's cross entropy. */
    public static final double KERAS_CLIP = 1e-7;

    private final double clip;
    private long samples;
    private long outputs;
    private double squaredError;
    private double crossEntropy;
    private double entropy;

    /** A comparison with {@link #KERAS_CLIP}. */
    public OutputComparison() {
        this(KERAS_CLIP);
    }

    /**
     * A comparison with its own clip.
     *
     * @param clip lower bound of q under the logarithm, in (0, 1)
     */
    public OutputComparison(double clip) {
        if (!(clip > 0 && clip < 1)) {
            throw new IllegalArgumentException("A cross entropy's clip lies in (0, 1), found " + clip + ".");
        }
        this.clip = clip;
    }

    /**
     * Adds a batch.
     *
     * @param reference p, {@code [samples, classes]}
     * @param quantized q, same shape
     * @throws IllegalArgumentException if the shapes differ, a value is not finite, or a p lies outside [0, 1]
     */
    public void add(INDArray reference, INDArray quantized) {
        if (reference.rank() != 2) {
            throw new IllegalArgumentException(
                    "Outputs are compared as [samples, classes], found rank " + reference.rank() + ".");
        }
        if (!reference.equalShapes(quantized)) {
            throw new IllegalArgumentException("Outputs to compare have one shape, found "
                    + reference.shapeInfoToString() + " and " + quantized.shapeInfoToString() + ".");
        }
        double[] p = ElementReader.all("The comparison of float outputs", reference);
        double[] q = ElementReader.all("The comparison of quantized outputs", quantized);
        double addedEntropy = 0;
        double addedCrossEntropy = 0;
        double addedError = 0;
        for (int i = 0; i < p.length; i++) {
            // A softmax in float can exceed 1 by rounding.
            if (p[i] < 0 || p[i] > 1 + 1e-5) {
                throw new IllegalArgumentException("Outputs to compare are probabilities, found " + p[i]
                        + " at element " + i + "; pass softmax outputs, not logits.");
            }
            addedError += (p[i] - q[i]) * (p[i] - q[i]);
            addedCrossEntropy -= p[i] * Math.log(Math.max(q[i], clip));
            addedEntropy -= p[i] == 0 ? 0 : p[i] * Math.log(p[i]);
        }
        squaredError += addedError;
        crossEntropy += addedCrossEntropy;
        entropy += addedEntropy;
        samples += reference.size(0);
        outputs += p.length;
    }

    /** The lower bound of q under the logarithm. */
    public double clip() {
        return clip;
    }

    /** Samples added so far. */
    public long samples() {
        return samples;
    }

    /** Mean squared error over samples and classes. */
    public double qmse() {
        requireSamples();
        return squaredError / outputs;
    }

    /** Mean cross entropy from float to quantized outputs, in nats. */
    public double qce() {
        requireSamples();
        return crossEntropy / samples;
    }

    /** Mean Kullback-Leibler divergence from float to quantized outputs, in nats. */
    public double qkl() {
        requireSamples();
        return (crossEntropy - entropy) / samples;
    }

    private void requireSamples() {
        if (samples == 0) {
            throw new IllegalStateException("A comparison of outputs needs at least one sample, found none.");
        }
    }
}
