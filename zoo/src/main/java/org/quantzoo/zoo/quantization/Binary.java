package org.quantzoo.zoo.quantization;

/**
 * The 1-bit filter quantizer of DualPrecision Eq. 4: sign(w) m, with sign(0) = +1, which the paper leaves open.
 *
 * <p>m is the scale of least squared error. One scale per filter; DoReFa, which the paper cites, has one per layer.
 */
public record Binary() implements FilterQuantizer {
    @Override
    public int bits() {
        return 1;
    }

    @Override
    public QuantizedFilter quantize(double[] weights) {
        double mean = FilterQuantizer.meanMagnitude(weights);
        int[] levels = new int[weights.length];
        for (int i = 0; i < weights.length; i++) {
            levels[i] = weights[i] >= 0 ? 1 : -1;
        }
        return new QuantizedFilter(levels, mean);
    }
}
