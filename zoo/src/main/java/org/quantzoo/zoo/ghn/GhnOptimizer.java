package org.quantzoo.zoo.ghn;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Adam for the weights of a graph hypernetwork, with the clipping and the weight decay of the published recipe.
 *
 * <p>The gradient is first scaled down to a largest global norm; weight decay times the weights is added to what remains, so that
 * it is part of the moments (not decoupled). One optimiser belongs to one training; not thread-safe.
 */
public final class GhnOptimizer {

    /**
     * What stays the same over training.
     *
     * @param beta1 decay of the first moment, in [0, 1)
     * @param beta2 decay of the second moment, in [0, 1)
     * @param epsilon added to the root of the second moment, positive
     * @param weightDecay factor of the weights in the gradient, at least 0
     * @param clipNorm largest global L2 norm of the gradient, positive
     */
    public record Settings(double beta1, double beta2, double epsilon, double weightDecay, double clipNorm) {
        public Settings {
            boolean valid = beta1 >= 0 && beta1 < 1 && beta2 >= 0 && beta2 < 1 && epsilon > 0 && weightDecay >= 0;
            if (!valid || !(clipNorm > 0)) {
                throw new IllegalArgumentException(
                        "Adam needs betas in [0, 1), epsilon > 0, weight decay >= 0 and a clipping norm > 0; found "
                                + beta1 + ", " + beta2 + ", " + epsilon + ", " + weightDecay + " and " + clipNorm
                                + ".");
            }
        }
    }

    private final GhnWeights weights;
    private final Settings settings;
    private final Adam configuration;
    private final GradientUpdater<?> adam;
    private final INDArray moments;
    private int steps;

    /**
     * An optimiser that has made no step.
     *
     * @param weights changed in place by {@link #step}
     */
    public GhnOptimizer(GhnWeights weights, Settings settings) {
        this.weights = weights;
        this.settings = settings;
        configuration = new Adam(0, settings.beta1(), settings.beta2(), settings.epsilon());
        moments = Nd4j.zeros(weights.dataType(), 1, 2 * weights.vector().length());
        adam = (GradientUpdater<?>) configuration.instantiate(moments, true);
    }

    /** The number of steps so far. */
    public int steps() {
        return steps;
    }

    /** The first moment, in the layout of the weights; not a copy. */
    public GhnWeights firstMoment() {
        return moment(0);
    }

    /** The second moment, in the layout of the weights; not a copy. */
    public GhnWeights secondMoment() {
        return moment(1);
    }

    private GhnWeights moment(int number) {
        long length = weights.vector().length();
        return new GhnWeights(
                weights.configuration(),
                moments.get(NDArrayIndex.all(), NDArrayIndex.interval(number * length, (number + 1) * length)));
    }

    /**
     * Goes on where another optimiser stopped.
     *
     * @param finishedSteps its number of steps
     */
    public void restore(GhnWeights first, GhnWeights second, int finishedSteps) {
        firstMoment().vector().assign(first.vector());
        secondMoment().vector().assign(second.vector());
        steps = finishedSteps;
    }

    /**
     * Changes the weights against a gradient.
     *
     * @param gradient overwritten
     * @param rate learning rate of this step
     * @return the norm of the gradient before clipping; where it is not finite, nothing was changed
     */
    public double step(GhnWeights gradient, double rate) {
        INDArray vector = gradient.vector();
        double norm = vector.norm2Number().doubleValue();
        if (!Double.isFinite(norm)) {
            return norm;
        }
        if (norm > settings.clipNorm()) {
            vector.muli(settings.clipNorm() / norm);
        }
        if (settings.weightDecay() > 0) {
            vector.addi(weights.vector().mul(settings.weightDecay()));
        }
        configuration.setLearningRate(rate);
        adam.applyUpdater(vector, steps, 0);
        weights.vector().subi(vector);
        steps++;
        return norm;
    }
}
