package org.quantzoo.zoo.quantization;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The signal-to-quantization-noise ratio of a tensor (thesis Eq. 3.3; the logarithm, printed without base, is decimal).
 *
 * @param signal E[x^2]
 * @param noise E[(x - x_q)^2]
 */
public record SignalToNoise(double signal, double noise) {

    /** Compares a tensor with its quantized form, which has the same shape. */
    public static SignalToNoise of(INDArray original, INDArray quantized) {
        if (!original.equalShapes(quantized) || original.isEmpty()) {
            throw new IllegalArgumentException(
                    "A signal-to-noise ratio needs two tensors of one shape, not empty, found "
                            + original.shapeInfoToString() + " and " + quantized.shapeInfoToString() + ".");
        }
        ElementReader exact = new ElementReader("A signal-to-noise ratio", original);
        ElementReader coarse = new ElementReader("A signal-to-noise ratio", quantized);
        double[] x = new double[ElementReader.CHUNK];
        double[] xq = new double[ElementReader.CHUNK];
        double signal = 0;
        double noise = 0;
        for (int n = exact.read(x); n > 0; n = exact.read(x)) {
            coarse.read(xq);
            for (int i = 0; i < n; i++) {
                signal += x[i] * x[i];
                noise += (x[i] - xq[i]) * (x[i] - xq[i]);
            }
        }
        return new SignalToNoise(signal / original.length(), noise / original.length());
    }

    /** 10 log10(signal / noise); infinite without noise. */
    public double decibels() {
        return noise == 0 ? Double.POSITIVE_INFINITY : 10 * Math.log10(signal / noise);
    }
}
