package org.quantzoo.reproductions.grid;

import org.quantzoo.reproductions.runs.RunFailure;
import org.quantzoo.reproductions.runs.RunRecord;

/** How one run of a grid ended. */
public sealed interface JobOutcome {

    /**
     * It has a record; training may have diverged, which the record says.
     *
     * @param before whether the record was there before the grid began
     */
    record Recorded(RunRecord record, boolean before) implements JobOutcome {}

    /**
     * Its process ended without a record.
     *
     * @param before whether it failed in an earlier grid and was not tried again
     */
    record Failed(RunFailure failure, boolean before) implements JobOutcome {}

    /** Another process is at it, or the grid was stopped: nothing can be said yet. */
    record Open(String why) implements JobOutcome {}

    /** In a word or a sentence, for people. */
    default String inWords() {
        if (this instanceof Recorded recorded) {
            String end = recorded.record().status() == RunRecord.Status.DIVERGED
                    ? "diverged: " + recorded.record().failure()
                    : "completed";
            return recorded.before() ? "finished before, " + end : end;
        }
        if (this instanceof Failed failed) {
            return (failed.before() ? "failed before: " : "failed: ")
                    + failed.failure().reason();
        }
        return "left open: " + ((Open) this).why();
    }
}
