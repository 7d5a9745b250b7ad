package org.quantzoo.reproductions.ghn;

/** Somebody who watches a training. */
public interface GhnProgress {
    /** Watches nothing. */
    GhnProgress NONE = new GhnProgress() {};

    /**
     * Training begins or goes on.
     *
     * @param finishedSteps steps that a checkpoint holds already
     * @param stepsPerEpoch steps of an epoch
     */
    default void started(GhnExperiment experiment, long finishedSteps, int stepsPerEpoch) {}

    /** A step is done; epoch from 1, step from 1. */
    default void step(int epoch, int step, double loss) {}

    /** An epoch is done. */
    default void epoch(GhnEpoch row) {}
}
