package org.quantzoo.reproductions.grid;

import org.quantzoo.reproductions.runs.RunKey;
import org.quantzoo.reproductions.runs.RunRecord;

/**
 * One run of a grid.
 *
 * @param key the run
 * @param epochs how many of its epochs are wanted
 * @param cost what its time is roughly proportional to: the multiply-accumulates of its training's forward passes, and as many more as its activations
 *     weigh
 */
public record GridJob(RunKey key, int epochs, double cost) {

    /** Whether a record of the run leaves nothing to do. */
    boolean isAnsweredBy(RunRecord record) {
        return record.reaches(epochs);
    }

    @Override
    public String toString() {
        return key.cell() + " seed " + key.seed();
    }
}
