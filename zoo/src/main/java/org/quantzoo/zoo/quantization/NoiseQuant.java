package org.quantzoo.zoo.quantization;

import java.util.SplittableRandom;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Quantization modelled as noise, for training ("Starting Positions Matter" Eq. 5, 6): clamp(x, a, b) + e with e ~ U[-D/2, D/2] and D
 * the quantizer's step. The sum is neither rounded nor clamped again. Testing always uses {@link SimQuant}.
 *
 * <p>Every element gets its own draw in every step, a function of (seed, step, element index in 'c' order) alone. The variance of the
 * noise is D^2 / 12, that of a rounding error spread evenly over one step.
 *
 * @param quantizer gives a, b (its range) and D (its scale)
 * @param convention what goes back; the paper's is {@link GradientConvention#CLIP_AWARE}
 * @param seed one per tensor: two tensors with one seed get the same noise
 */
public record NoiseQuant(AffineQuantizer quantizer, GradientConvention convention, long seed) {
    private static final String NAME = "NoiseQuant";

    /** The distance of successive states of {@link SplittableRandom}: adding it n times skips n draws. */
    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    /**
     * One element's value.
     *
     * @param unitNoise the draw, in [-1/2, 1/2]
     */
    public double forward(double x, double unitNoise) {
        Finite.require(NAME, x);
        return quantizer.range().clamp(x) + quantizer.scale() * unitNoise;
    }

    /** The draw of one element in one step, from U[-1/2, 1/2). */
    public double unitNoise(long step, long element) {
        return draws(step, element).nextDouble() - 0.5;
    }

    /**
     * y = clamp(x, a, b) + e.
     *
     * @param step training step; each has fresh noise
     * @param y same shape and type as {@code x}; may be {@code x} itself
     */
    public void forward(INDArray x, long step, INDArray y) {
        ElementReader source = new ElementReader(NAME, x);
        ElementWriter target = ElementWriter.matching(NAME, y, x);
        SplittableRandom draws = draws(step, 0);
        double min = quantizer.range().min();
        double max = quantizer.range().max();
        double delta = quantizer.scale();
        double[] chunk = new double[ElementReader.CHUNK];
        for (int n = source.read(chunk); n > 0; n = source.read(chunk)) {
            for (int i = 0; i < n; i++) {
                chunk[i] = Math.min(Math.max(chunk[i], min), max) + delta * (draws.nextDouble() - 0.5);
            }
            target.write(chunk, n);
        }
        target.finish();
    }

    /**
     * The gradient at the input; the noise has none.
     *
     * @param x what {@link #forward(INDArray, long, INDArray)} was given
     * @param dy gradient at the output
     * @param dx overwritten; same shape and type; may be {@code dy} itself
     */
    public void backward(INDArray x, INDArray dy, INDArray dx) {
        new SimQuant(quantizer, convention).backward(x, dy, dx);
    }

    /** The draws of a step from the given element on. */
    private SplittableRandom draws(long step, long element) {
        long seedOfStep = new SplittableRandom(new SplittableRandom(seed).nextLong() ^ step).nextLong();
        return new SplittableRandom(seedOfStep + element * GOLDEN_GAMMA);
    }
}
