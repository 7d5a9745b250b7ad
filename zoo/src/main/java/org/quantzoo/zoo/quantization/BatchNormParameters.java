package org.quantzoo.zoo.quantization;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Batch normalisation behind a convolution, and how it folds into that convolution ("Starting Positions Matter" Eq. 4, thesis Eq.
 * 3.2, with the bias that both leave out).
 *
 * <pre>
 *   w_fold = gamma w / sqrt(variance + epsilon)
 *   b_fold = beta + gamma (b - mean) / sqrt(variance + epsilon)
 * </pre>
 *
 * <p>Mean and variance are trained running statistics, or those of one batch where a network has none. Folding is valid only where
 * normalisation follows the convolution directly.
 *
 * @param gamma scale per channel; all four arrays have one element per output channel, in any shape
 * @param beta shift per channel
 * @param mean mean per channel
 * @param variance variance per channel (not its logarithm), at least 0
 * @param epsilon added to the variance, positive
 */
public record BatchNormParameters(INDArray gamma, INDArray beta, INDArray mean, INDArray variance, double epsilon) {
    private static final String NAME = "Folding batch normalisation";

    public BatchNormParameters {
        long channels = gamma.length();
        for (INDArray other : new INDArray[] {beta, mean, variance}) {
            if (other.length() != channels) {
                throw new IllegalArgumentException("Batch normalisation needs four arrays of one length, found gamma "
                        + channels + ", beta " + beta.length() + ", mean " + mean.length() + ", variance "
                        + variance.length() + ".");
            }
        }
        if (!(epsilon > 0) || !Double.isFinite(epsilon)) {
            throw new IllegalArgumentException("Batch normalisation needs a positive epsilon, found " + epsilon + ".");
        }
    }

    /**
     * A convolution that includes its batch normalisation.
     *
     * @param weights shape and type of the original weights
     * @param bias {@code [1, channels]}, type of the original weights
     */
    public record Folded(INDArray weights, INDArray bias) {}

    /** gamma / sqrt(variance + epsilon), per channel. */
    public double[] factors() {
        double[] scale = values(gamma);
        double[] spread = values(variance);
        for (int i = 0; i < scale.length; i++) {
            if (spread[i] < 0) {
                throw new IllegalArgumentException("A variance is at least 0, found " + spread[i] + " in channel " + i
                        + "; pass the variance itself, not its logarithm.");
            }
            scale[i] /= Math.sqrt(spread[i] + epsilon);
        }
        return scale;
    }

    /**
     * Folds this normalisation into the convolution before it; the arguments are not changed.
     *
     * @param weights {@code [channels, ...]}, output channels first
     * @param bias one element per channel, or null for a convolution without bias
     */
    public Folded fold(INDArray weights, INDArray bias) {
        double[] factor = factors();
        int channels = factor.length;
        if (weights.rank() < 2 || weights.size(0) != channels || (bias != null && bias.length() != channels)) {
            throw new IllegalArgumentException(NAME + " of " + channels
                    + " channels needs weights with that first dimension and a bias of that length or none, found "
                    + Arrays.toString(weights.shape())
                    + (bias == null ? "" : " and " + Arrays.toString(bias.shape())) + ".");
        }
        INDArray foldedWeights = Nd4j.createUninitialized(weights.dataType(), weights.shape(), 'c');
        ElementReader source = new ElementReader(NAME, weights);
        ElementWriter target = ElementWriter.matching(NAME, foldedWeights, weights);
        long perChannel = weights.length() / channels;
        double[] chunk = new double[ElementReader.CHUNK];
        long element = 0;
        for (int n = source.read(chunk); n > 0; n = source.read(chunk)) {
            for (int i = 0; i < n; i++, element++) {
                chunk[i] *= factor[(int) (element / perChannel)];
            }
            target.write(chunk, n);
        }
        target.finish();

        return new Folded(
                foldedWeights,
                Nd4j.createFromArray(shifts(bias)).reshape(1, channels).castTo(weights.dataType()));
    }

    /**
     * beta + gamma (bias - mean) / sqrt(variance + epsilon), per channel.
     *
     * @param bias one element per channel, or null for a convolution without bias
     */
    public double[] shifts(INDArray bias) {
        double[] factor = factors();
        double[] shift = values(beta);
        double[] center = values(mean);
        double[] shifts = bias == null ? new double[factor.length] : values(bias);
        if (shifts.length != factor.length) {
            throw new IllegalArgumentException(NAME + " of " + factor.length
                    + " channels needs a bias of that length or none, found " + shifts.length + ".");
        }
        for (int i = 0; i < shifts.length; i++) {
            shifts[i] = shift[i] + factor[i] * (shifts[i] - center[i]);
        }
        return shifts;
    }

    private static double[] values(INDArray array) {
        return ElementReader.all(NAME, array);
    }
}
