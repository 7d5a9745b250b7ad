package org.quantzoo.zoo.quantization;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Simulated quantization: quantize and dequantize on the way forward, a straight-through estimator on the way back.
 *
 * @param quantizer the grid
 * @param convention what the estimator passes back
 */
public record SimQuant(AffineQuantizer quantizer, GradientConvention convention) {
    private static final String NAME = "SimQuant";

    /**
     * y = dequantize(quantize(x)).
     *
     * @param y same shape and type as {@code x}; may be {@code x} itself
     */
    public void forward(INDArray x, INDArray y) {
        quantizer.fakeQuantize(x, y);
    }

    /**
     * The gradient at the input.
     *
     * @param x what {@link #forward} was given
     * @param dy gradient at the output
     * @param dx overwritten; same shape and type; may be {@code dy} itself
     */
    public void backward(INDArray x, INDArray dy, INDArray dx) {
        ElementWriter.requireMatch(NAME, dy, x);
        ElementReader values = new ElementReader(NAME, x);
        ElementReader gradients = new ElementReader(NAME + "'s gradient", dy);
        ElementWriter target = ElementWriter.matching(NAME, dx, x);
        boolean everywhere = convention == GradientConvention.IDENTITY;
        double min = everywhere ? Double.NEGATIVE_INFINITY : quantizer.range().min();
        double max = everywhere ? Double.POSITIVE_INFINITY : quantizer.range().max();
        double[] value = new double[ElementReader.CHUNK];
        double[] gradient = new double[ElementReader.CHUNK];
        for (int n = values.read(value); n > 0; n = values.read(value)) {
            gradients.read(gradient);
            for (int i = 0; i < n; i++) {
                gradient[i] = value[i] >= min && value[i] <= max ? gradient[i] : 0;
            }
            target.write(gradient, n);
        }
        target.finish();
    }
}
