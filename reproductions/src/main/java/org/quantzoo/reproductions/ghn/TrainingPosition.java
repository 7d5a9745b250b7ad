package org.quantzoo.reproductions.ghn;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a training has come.
 *
 * @param history the finished epochs
 * @param step steps taken in the epoch that runs
 * @param rejected steps rejected in it
 * @param lossSum sum of the losses of its steps
 * @param normSum sum of the gradient norms of its steps
 */
record TrainingPosition(List<GhnEpoch> history, int step, int rejected, double lossSum, double normSum) {

    TrainingPosition {
        history = List.copyOf(history);
    }

    static TrainingPosition start() {
        return new TrainingPosition(List.of(), 0, 0, 0, 0);
    }

    /** Epochs finished. */
    int epochs() {
        return history.size();
    }

    TrainingPosition taken(double loss, double norm) {
        return new TrainingPosition(history, step + 1, rejected, lossSum + loss, normSum + norm);
    }

    TrainingPosition failed() {
        return new TrainingPosition(history, step, rejected + 1, lossSum, normSum);
    }

    TrainingPosition epochFinished(double rate, double seconds) {
        List<GhnEpoch> longer = new ArrayList<>(history);
        longer.add(new GhnEpoch(epochs() + 1, rate, step, rejected, lossSum / step, normSum / step, seconds));
        return new TrainingPosition(longer, 0, 0, 0, 0);
    }
}
