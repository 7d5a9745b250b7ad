package org.quantzoo.zoo.quantization;

import org.nd4j.linalg.api.ndarray.INDArray;

/** The smallest and largest value seen. */
final class ExtremesAccumulator implements RangeAccumulator {
    private double min = Double.POSITIVE_INFINITY;
    private double max = Double.NEGATIVE_INFINITY;

    @Override
    public void add(INDArray batch) {
        ElementReader reader = new ElementReader("A range", batch);
        double[] chunk = new double[ElementReader.CHUNK];
        for (int n = reader.read(chunk); n > 0; n = reader.read(chunk)) {
            double low = min;
            double high = max;
            for (int i = 0; i < n; i++) {
                low = Math.min(low, chunk[i]);
                high = Math.max(high, chunk[i]);
            }
            min = low;
            max = high;
        }
    }

    @Override
    public Range range() {
        if (min > max) {
            throw new IllegalStateException("A range needs at least one value, found none; add a batch first.");
        }
        return new Range(min, max);
    }
}
