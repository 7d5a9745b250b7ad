package org.quantzoo.reproductions.runs;

import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.optimize.api.BaseTrainingListener;

/** Averages the loss over the steps of an epoch and stops training at the first one that is not finite. */
final class LossWatch extends BaseTrainingListener {
    private final TrainingProgress progress;
    private int epoch;
    private int steps;
    private double sum;

    LossWatch(TrainingProgress progress) {
        this.progress = progress;
    }

    /** Forgets the steps so far; epoch from 1. */
    void start(int newEpoch) {
        epoch = newEpoch;
        steps = 0;
        sum = 0;
    }

    double meanLoss() {
        return sum / steps;
    }

    @Override
    public void iterationDone(Model model, int iteration, int epochOfModel) {
        double loss = model.score();
        steps++;
        sum += loss;
        if (!Double.isFinite(loss)) {
            throw new DivergedException("The loss became " + loss + " in step " + steps + " of epoch " + epoch + ".");
        }
        progress.step(epoch, steps, loss);
    }
}
