package org.quantzoo.reproductions.runs;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The exponential moving average of a network's parameters over its training steps, running statistics included.
 *
 * <p>After step {@code t} (from 1) the average keeps {@code min(decay, (1 + t) / (10 + t))} of itself and takes the rest from the
 * parameters, so that it does not remember the initial weights for long.
 */
final class WeightAverage extends BaseTrainingListener {
    private final double decay;
    private final INDArray average;
    private long steps;

    /**
     * An average.
     *
     * @param decay in (0, 1)
     * @param average the average so far; becomes this object's
     * @param steps done so far
     */
    WeightAverage(double decay, INDArray average, long steps) {
        this.decay = decay;
        this.average = average;
        this.steps = steps;
    }

    /** What the average keeps of itself in a step, counted from 1. */
    static double kept(double decay, long step) {
        return Math.min(decay, (1.0 + step) / (10.0 + step));
    }

    /** The average; the next step changes it. */
    INDArray values() {
        return average;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
        steps++;
        INDArray parameters = model.params();
        // In place, because a new vector of all parameters a step would cost more than the arithmetic.
        average.subi(parameters).muli(kept(decay, steps)).addi(parameters);
    }
}
