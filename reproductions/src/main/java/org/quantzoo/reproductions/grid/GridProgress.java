package org.quantzoo.reproductions.grid;

/** Somebody who watches a grid; called by several threads. */
public interface GridProgress {
    /** Watches nothing. */
    GridProgress NONE = new GridProgress() {};

    /** A process begins. */
    default void started(GridJob job) {}

    /**
     * A run has got somewhere.
     *
     * @param share of its epochs that are done, in [0, 1]
     * @param fromCheckpoint whether an earlier process did them
     */
    default void reached(GridJob job, double share, boolean fromCheckpoint) {}

    /** A run has ended, or needed no process. */
    default void ended(GridJob job, JobOutcome outcome) {}
}
