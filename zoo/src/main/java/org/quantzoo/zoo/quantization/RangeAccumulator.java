package org.quantzoo.zoo.quantization;

import org.nd4j.linalg.api.ndarray.INDArray;

/** A range estimate in progress, made by {@link RangeEstimator#accumulator}; used by one thread at a time. */
public interface RangeAccumulator {

    /**
     * Takes one batch of values into account.
     *
     * @param batch FLOAT or DOUBLE, any shape and order, all finite
     */
    void add(INDArray batch);

    /**
     * The range of everything added so far.
     *
     * @throws IllegalStateException if nothing was added, or not as many values as the rule was promised
     */
    Range range();
}
