package org.quantzoo.reproductions.runs;

/** Somebody who watches a run. */
public interface TrainingProgress {
    /** Watches nothing. */
    TrainingProgress NONE = new TrainingProgress() {};

    /**
     * Training begins or goes on.
     *
     * @param epochs after which it is to stop
     * @param finishedEpochs number of epochs that a checkpoint holds already
     * @param stepsPerEpoch number of batches
     */
    default void started(int epochs, int finishedEpochs, int stepsPerEpoch) {}

    /** A batch is done; epoch from 1, step from 1. */
    default void step(int epoch, int step, double loss) {}

    /** An epoch is done and evaluated. */
    default void epoch(EpochRecord row) {}
}
