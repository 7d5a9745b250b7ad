package org.quantzoo.zoo.layers.onednn;

import org.quantzoo.zoo.layers.ConvolutionGeometry;
import org.quantzoo.zoo.layers.ConvolutionGeometry.Extent;
import org.quantzoo.zoo.layers.Padding;
import org.quantzoo.zoo.layers.PoolingGeometry;
import org.quantzoo.zoo.layers.Rectifier;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/**
 * Puts an {@link IntegerProgram} together, one operation after the other; every method returns the operation's result.
 *
 * <p>The names are those of layers, for messages and the program's description. Closing frees the natives of a program that was
 * not built; afterwards they are the program's.
 */
public final class IntegerProgramBuilder implements AutoCloseable {
    private final StepWriter writer;
    private final IntegerProducts products;
    private final ElementSteps elements;
    private final int piece;
    private final int pieces;
    private final int threads;
    private final boolean keepAll;
    private IntegerTensor input;
    private boolean built;

    /**
     * Starts a program.
     *
     * @param piece images that pass the first layers together, at least 1
     * @param pieces pieces of a batch, at least 1
     * @param threads threads inside one primitive
     * @param keepAll whether activations are kept for {@link IntegerProgram#values}, which takes more memory; needs one piece
     */
    public IntegerProgramBuilder(int piece, int pieces, int threads, boolean keepAll) {
        if (piece < 1 || pieces < 1) {
            throw new IllegalArgumentException(
                    "A program computes at least one image, found " + pieces + " pieces of " + piece + ".");
        }
        this.piece = piece;
        this.pieces = pieces;
        this.threads = threads;
        this.keepAll = keepAll;
        this.writer = new StepWriter(piece);
        this.products = new IntegerProducts(writer);
        this.elements = new ElementSteps(writer);
    }

    /** The images that the program takes, float32 NHWC. */
    public IntegerTensor input(int height, int width, int channels) {
        input = writer.tensor(height, width, channels, null);
        input.storage().belongToCaller(pieces);
        return input;
    }

    /** Levels of real values. */
    public IntegerTensor quantize(String name, IntegerTensor x, AffineQuantizer quantizer) {
        return elements.quantize(name, x, quantizer);
    }

    /** Real values: of levels, or those that already are. */
    public IntegerTensor dequantize(String name, IntegerTensor x) {
        return x.isInteger() ? elements.dequantize(name, x) : x;
    }

    /**
     * A convolution on integers.
     *
     * @param x levels
     * @param weights levels minus zero point, OIHW
     * @param weightScales the real value of a weight of 1 in each output channel; where batch normalisation is part of it, of any sign
     * @param bias real values, or null
     * @param quantizer of the rectified result, or null for a result in float32
     */
    public IntegerTensor convolution(
            String name,
            IntegerTensor x,
            ConvolutionGeometry geometry,
            int[] weights,
            double[] weightScales,
            float[] bias,
            Rectifier rectifier,
            AffineQuantizer quantizer) {
        if (weightScales.length != geometry.outChannels()) {
            throw new IllegalArgumentException("Layer '" + name + "' needs a scale of the weights for each of its "
                    + geometry.outChannels() + " channels, found " + weightScales.length + ".");
        }
        return products.convolution(
                x, geometry, new IntegerLayer(name, weights, weightScales, bias, rectifier, quantizer));
    }

    /**
     * A dense layer on integers; images are vectors in NHWC order.
     *
     * @param x levels
     * @param weights levels minus zero point, one row an input
     * @param weightScale the real value of a weight of 1
     * @param bias real values, or null
     * @param quantizer of the rectified result, or null for a result in float32
     */
    public IntegerTensor dense(
            String name,
            IntegerTensor x,
            int outputs,
            int[] weights,
            double weightScale,
            float[] bias,
            Rectifier rectifier,
            AffineQuantizer quantizer) {
        return products.dense(
                x, outputs, new IntegerLayer(name, weights, new double[] {weightScale}, bias, rectifier, quantizer));
    }

    /**
     * A dense layer in float32, for inputs that lie on no grid.
     *
     * @param x float32
     * @param weights one row an input
     * @param bias or null
     */
    public IntegerTensor realDense(
            String name, IntegerTensor x, int outputs, float[] weights, float[] bias, Rectifier rectifier) {
        return elements.dense(name, x, outputs, weights, bias, rectifier);
    }

    /** Maxima, of levels or real values, or means of real values; the levels of maxima are levels of the same quantizer. */
    public IntegerTensor pooling(String name, IntegerTensor x, PoolingGeometry geometry) {
        if (geometry.mode() == PoolingGeometry.Mode.AVERAGE) {
            return elements.pooling(name, dequantize(name, x), geometry);
        }
        return elements.pooling(name, x, geometry);
    }

    /** The maxima of whole channels, or their means in float32. */
    public IntegerTensor globalPooling(String name, IntegerTensor x, PoolingGeometry.Mode mode) {
        Extent image = new Extent(x.height(), x.width());
        return pooling(name, x, new PoolingGeometry(mode, image, Extent.square(1), Padding.VALID));
    }

    /** The quantized, rectified sum of two activations of levels. */
    public IntegerTensor sum(
            String name, IntegerTensor a, IntegerTensor b, Rectifier rectifier, AffineQuantizer quantizer) {
        return elements.sum(name, a, b, rectifier, quantizer);
    }

    /** Probabilities of float32 logits. */
    public IntegerTensor softmax(String name, IntegerTensor x) {
        return elements.softmax(name, x);
    }

    /** The same activation for the whole batch; all further operations must depend on this one alone. */
    public IntegerTensor wholeBatch(IntegerTensor x) {
        x.storage().keepPieces(pieces);
        writer.continueWith((long) piece * pieces);
        return x.ofImages((long) piece * pieces);
    }

    /**
     * The finished program.
     *
     * @param output what it gives, float32
     */
    public IntegerProgram build(IntegerTensor output) {
        if (output.isInteger() || output == input) {
            throw new IllegalArgumentException("A program's output is a computed float32 activation; dequantize it.");
        }
        output.storage().belongToCaller(writer.isPerPiece() ? pieces : 1);
        built = true;
        return new IntegerProgram(writer, input, output, pieces, threads, keepAll);
    }

    @Override
    public void close() {
        if (!built) {
            writer.scope().close();
        }
    }
}
