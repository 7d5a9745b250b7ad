package org.quantzoo.zoo.quantization;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A weight quantizer with one step per output filter, as DualPrecision composes them (section 3.1, Eq. 1-4).
 *
 * <p>All of them scale by m, the mean magnitude of the filter's weights (Eq. 2). The gradient is passed straight through (Eq. 5,
 * {@link GradientConvention#IDENTITY}): neither the clipping factor nor m is differentiated.
 */
public sealed interface FilterQuantizer permits SymmetricUniform, Ternary, Binary {

    /** Bits per weight, as C_size counts them. */
    int bits();

    /**
     * Quantizes one filter.
     *
     * @param weights all weights of one output filter, at least one, finite
     */
    QuantizedFilter quantize(double[] weights);

    /**
     * DualPrecision's choice for a bit width: binary for 1, ternary for 2, symmetric with the Gaussian clipping ratio above.
     *
     * @param bits 1 to 8; the first and the last layer of a network always take 8
     */
    static FilterQuantizer ofBits(int bits) {
        return switch (bits) {
            case 1 -> new Binary();
            case 2 -> new Ternary(Ternary.Scale.MEAN_OF_ALL);
            default -> SymmetricUniform.gaussian(bits);
        };
    }

    /**
     * The quantized weights of all filters, as a new tensor.
     *
     * @param weights {@code [filters, ...]}, output filters first
     */
    default INDArray quantize(INDArray weights) {
        INDArray quantized = Nd4j.createUninitialized(weights.dataType(), weights.shape(), 'c');
        quantize(weights, quantized);
        return quantized;
    }

    /**
     * Quantizes and dequantizes all filters of a tensor.
     *
     * @param weights {@code [filters, ...]}, output filters first
     * @param quantized overwritten; same shape and type; may be {@code weights} itself
     */
    default void quantize(INDArray weights, INDArray quantized) {
        ElementWriter target = ElementWriter.matching("A filter quantizer", quantized, weights);
        double[] all = ElementReader.all("A filter quantizer", weights);
        int filters = Math.toIntExact(weights.size(0));
        int length = all.length / filters;
        double[] filter = new double[length];
        for (int i = 0; i < filters; i++) {
            System.arraycopy(all, i * length, filter, 0, length);
            System.arraycopy(quantize(filter).values(), 0, all, i * length, length);
        }
        target.writeAll(all);
        target.finish();
    }

    /** m, the mean of |w| (Eq. 2). */
    static double meanMagnitude(double[] weights) {
        if (weights.length == 0) {
            throw new IllegalArgumentException("A filter has at least one weight, found none.");
        }
        Finite.require("A filter quantizer", weights, weights.length, 0);
        double sum = 0;
        for (double weight : weights) {
            sum += Math.abs(weight);
        }
        return sum / weights.length;
    }
}
