package org.quantzoo.zoo.quantization;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The asymmetric uniform quantizer of one tensor ("Starting Positions Matter" Eq. 1-3, thesis Eq. 2.5-2.8).
 *
 * <pre>
 *   s  = (max - min) / (2^N - 1)                     after min = min(min, 0), max = max(max, 0)
 *   Z  = saturate(round(-min / s))
 *   Q  = saturate(round(clamp(R, min, max) / s) + Z)  saturate: to [0, 2^N - 1]
 *   R' = s (Q - Z)
 * </pre>
 *
 * <p>Rounding is to nearest, ties away from zero. Everything is computed in double precision; float elements are widened first and
 * the result is rounded to float once. Real 0 always maps to Z and back to exactly 0.
 *
 * @param bits N, 2 to 16
 * @param scale s, 0 only for the degenerate range [0, 0], on which every value becomes 0
 * @param zeroPoint Z, in [0, 2^N - 1]
 * @param range the range values are clamped to before rounding; contains 0
 */
public record AffineQuantizer(int bits, double scale, int zeroPoint, Range range) {
    private static final String NAME = "An affine quantizer";

    public AffineQuantizer {
        requireBits(bits);
        if (!Double.isFinite(scale) || scale < 0) {
            throw new IllegalArgumentException("An affine quantizer needs a finite scale >= 0, found " + scale + ".");
        }
        if (zeroPoint < 0 || zeroPoint > maxLevel(bits)) {
            throw new IllegalArgumentException("The zero point of a " + bits + "-bit quantizer lies in [0, "
                    + maxLevel(bits) + "], found " + zeroPoint + ".");
        }
        if (!range.contains(0)) {
            throw new IllegalArgumentException("The range of an affine quantizer contains 0, found " + range
                    + "; make the quantizer with AffineQuantizer.of, which extends the range.");
        }
        if (scale == 0 && range.width() != 0) {
            throw new IllegalArgumentException("A scale of 0 belongs to the range [0, 0] alone, found " + range + ".");
        }
    }

    /** The project's default: a quantizer with nudged zero point. */
    public static AffineQuantizer of(Range range, int bits) {
        return of(range, bits, ZeroPointRule.NUDGED);
    }

    /**
     * Derives scale and zero point from a range of real values.
     *
     * @param range what the quantizer should cover; extended to contain 0
     * @param bits N, 2 to 16
     * @throws IllegalArgumentException if the bits are out of range or the range is too wide for a double
     */
    public static AffineQuantizer of(Range range, int bits, ZeroPointRule rule) {
        requireBits(bits);
        Range extended = range.includingZero();
        int maxLevel = maxLevel(bits);
        double scale = extended.width() / maxLevel;
        if (!Double.isFinite(scale)) {
            throw new IllegalArgumentException(
                    "A quantizer needs a range whose width is a finite double, found " + extended + ".");
        }
        if (scale == 0) {
            return new AffineQuantizer(bits, 0, 0, new Range(0, 0));
        }
        int zeroPoint = Math.min(Rounding.halfAwayFromZero(-extended.min() / scale), maxLevel);
        Range used =
                switch (rule) {
                    case LITERAL -> extended;
                        // 0 - ..., because the negative of a zero point 0 would be the double -0.0.
                    case NUDGED -> new Range(0 - zeroPoint * scale, (maxLevel - zeroPoint) * scale);
                };
        return new AffineQuantizer(bits, scale, zeroPoint, used);
    }

    /** The largest integer of the grid, 2^N - 1. */
    public int maxLevel() {
        return maxLevel(bits);
    }

    /** Q of one value, in [0, 2^N - 1]. */
    public int quantize(double value) {
        Finite.require(NAME, value);
        return scale == 0 ? zeroPoint : Rounding.level(value, scale, lowestStep(), highestStep()) + zeroPoint;
    }

    /**
     * R' = s (Q - Z).
     *
     * @param level Q, in [0, 2^N - 1]
     */
    public double dequantize(int level) {
        if (level < 0 || level > maxLevel()) {
            throw new IllegalArgumentException(
                    "A " + bits + "-bit level lies in [0, " + maxLevel() + "], found " + level + ".");
        }
        return scale * (level - zeroPoint);
    }

    /** The real value nearest to the given one that the integer grid can hold. */
    public double fakeQuantize(double value) {
        return dequantize(quantize(value));
    }

    /** The float version: computed as a double, rounded to float at the end. */
    public float fakeQuantize(float value) {
        return (float) fakeQuantize((double) value);
    }

    /**
     * Quantizes and dequantizes a stretch of an array.
     *
     * @param x source
     * @param y destination; may be {@code x} itself at the same offset
     * @throws IllegalArgumentException if a source value is NaN or infinite; what was written to {@code y} by then is undefined
     */
    public void fakeQuantize(float[] x, int xOffset, float[] y, int yOffset, int length) {
        double[] chunk = new double[Math.min(length, ElementReader.CHUNK)];
        for (int done = 0; done < length; done += chunk.length) {
            int n = Math.min(chunk.length, length - done);
            for (int i = 0; i < n; i++) {
                chunk[i] = x[xOffset + done + i];
            }
            Finite.require(NAME, chunk, n, done);
            fakeQuantizeFinite(chunk, n);
            for (int i = 0; i < n; i++) {
                y[yOffset + done + i] = (float) chunk[i];
            }
        }
    }

    /**
     * Quantizes and dequantizes a whole tensor of floats or doubles.
     *
     * @param y destination of the same shape and type; may be {@code x} itself
     * @throws IllegalArgumentException if a source value is NaN or infinite, or the arrays do not match; what was written to
     *     {@code y} by then is undefined
     */
    public void fakeQuantize(INDArray x, INDArray y) {
        ElementReader source = new ElementReader(NAME, x);
        ElementWriter target = ElementWriter.matching(NAME, y, x);
        double[] chunk = new double[ElementReader.CHUNK];
        for (int n = source.read(chunk); n > 0; n = source.read(chunk)) {
            fakeQuantizeFinite(chunk, n);
            target.write(chunk, n);
        }
        target.finish();
    }

    /** A new tensor with the quantized and dequantized values. */
    public INDArray fakeQuantize(INDArray x) {
        INDArray y = Nd4j.createUninitialized(x.dataType(), x.shape(), 'c');
        fakeQuantize(x, y);
        return y;
    }

    /** The levels Q of a float or double tensor, as a new INT32 tensor of the same shape. */
    public INDArray quantize(INDArray x) {
        ElementReader source = new ElementReader(NAME, x);
        int[] levels = new int[Math.toIntExact(x.length())];
        double[] chunk = new double[ElementReader.CHUNK];
        int done = 0;
        for (int n = source.read(chunk); n > 0; n = source.read(chunk)) {
            toLevels(chunk, n);
            for (int i = 0; i < n; i++) {
                levels[done + i] = (int) chunk[i];
            }
            done += n;
        }
        return Nd4j.createFromArray(levels).reshape('c', x.shape());
    }

    /**
     * The real values of a tensor of levels, as a new tensor of the same shape.
     *
     * @param levels INT32, each in [0, 2^N - 1]
     * @param type FLOAT or DOUBLE
     */
    public INDArray dequantize(INDArray levels, DataType type) {
        int[] integers = levels.dup('c').data().asInt();
        double[] values = new double[integers.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = dequantize(integers[i]);
        }
        return Nd4j.createFromArray(values).reshape('c', levels.shape()).castTo(type);
    }

    /** Replaces the first {@code length} values, all finite, by their levels Q. */
    void toLevels(double[] values, int length) {
        if (scale == 0) {
            Arrays.fill(values, 0, length, zeroPoint);
            return;
        }
        Rounding.levels(values, length, scale, lowestStep(), highestStep());
        for (int i = 0; i < length; i++) {
            values[i] += zeroPoint;
        }
    }

    private void fakeQuantizeFinite(double[] values, int length) {
        double s = scale;
        if (s == 0) {
            Arrays.fill(values, 0, length, 0);
            return;
        }
        Rounding.levels(values, length, s, lowestStep(), highestStep());
        for (int i = 0; i < length; i++) {
            values[i] *= s;
        }
    }

    /** The smallest Q - Z: where the range ends, and not below the grid. */
    private int lowestStep() {
        return Math.max(Rounding.halfAwayFromZero(range.min() / scale), -zeroPoint);
    }

    /** The largest Q - Z. */
    private int highestStep() {
        return Math.min(Rounding.halfAwayFromZero(range.max() / scale), maxLevel() - zeroPoint);
    }

    private static int maxLevel(int bits) {
        return (1 << bits) - 1;
    }

    private static void requireBits(int bits) {
        if (bits < 2 || bits > 16) {
            throw new IllegalArgumentException("An affine quantizer has 2 to 16 bits, found " + bits + ".");
        }
    }
}
