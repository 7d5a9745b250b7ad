package org.quantzoo.reproductions.runs;

import java.util.ArrayList;
import java.util.List;

/**
 * What the log of a finished run must look like; a run with a good score and a bad log is invalid.
 *
 * <ol>
 *   <li>The first line is the only {@code run_start}.
 *   <li>There is exactly one {@code seed}, before the first epoch.
 *   <li>Epochs are consecutive; after {@code resume} they go on from its {@code from}, which lies not beyond what was finished.
 *   <li>An epoch stops before the next starts, and an epoch is evaluated only when it has stopped.
 *   <li>A checkpoint with a step, and a rejected step, belong to the epoch that runs.
 *   <li>{@code run_stop} is the last line, unless the run goes on: then {@code resume} follows, after the checkpoints that were
 *       rejected. It follows {@code diverged} or the last epoch of the recipe, or names in {@code after} the epoch that it was to
 *       stop after.
 * </ol>
 */
public final class EventLogRules {
    private final List<String> violations = new ArrayList<>();
    private int running;
    private int finished;
    private int furthest;
    private int starts;
    private int seeds;
    private int epochs;
    private boolean diverged;
    private boolean stopped;
    private int stoppedAfter;

    private EventLogRules() {}

    /** One sentence for each rule broken; empty for a good log. */
    public static List<String> violations(List<Event> events) {
        EventLogRules rules = new EventLogRules();
        for (int i = 0; i < events.size(); i++) {
            rules.check(i + 1, events.get(i));
        }
        rules.checkEnd();
        return rules.violations;
    }

    private void check(int line, Event event) {
        require(line > 1 || event.event() == Event.Kind.RUN_START, line, "the first event is not run_start");
        require(
                !stopped || event.event() == Event.Kind.RESUME || event.event() == Event.Kind.CHECKPOINT_REJECTED,
                line,
                event.event().id() + " after run_stop");
        switch (event.event()) {
            case RUN_START -> {
                starts++;
                epochs = event.number("epochs");
            }
            case SEED -> {
                seeds++;
                require(furthest == 0 && running == 0, line, "seed after the first epoch");
            }
            case RESUME -> resume(line, event.number("from"));
            case EPOCH_START -> {
                require(running == 0, line, "epoch_start while epoch " + running + " runs");
                running = event.number("epoch");
                require(
                        running == finished + 1,
                        line,
                        "epoch_start " + running + " after " + finished + " finished epochs");
                require(seeds > 0, line, "epoch_start before seed");
            }
            case EPOCH_STOP -> {
                int epoch = event.number("epoch");
                require(epoch == running, line, "epoch_stop " + epoch + " while epoch " + running + " runs");
                finished = epoch;
                furthest = Math.max(furthest, epoch);
                running = 0;
            }
            case CHECKPOINT_SAVED -> {
                if (event.data().containsKey("step")) {
                    inside(line, event);
                } else {
                    afterItsEpoch(line, event);
                }
            }
            case STEP_REJECTED -> inside(line, event);
            case EVALUATION, QUANTIZED_EVALUATION -> afterItsEpoch(line, event);
            case DIVERGED -> diverged = true;
            case RUN_STOP -> {
                stopped = true;
                stoppedAfter = event.data().containsKey("after") ? event.number("after") : epochs;
            }
            case CHECKPOINT_REJECTED -> {
                // May come at any time: it is about a file, not about the order of training.
            }
        }
    }

    private void inside(int line, Event event) {
        int epoch = event.number("epoch");
        require(
                running > 0 && epoch == running,
                line,
                event.event().id() + " in epoch " + epoch + " while epoch " + running + " runs");
    }

    private void afterItsEpoch(int line, Event event) {
        int epoch = event.number("epoch");
        require(
                running == 0 && finished > 0 && epoch == finished,
                line,
                event.event().id() + " of epoch " + epoch + " after " + finished + " finished epochs");
    }

    private void resume(int line, int from) {
        require(from <= furthest, line, "resume from epoch " + from + " after " + furthest + " finished epochs");
        finished = from;
        running = 0;
        diverged = false;
        stopped = false;
    }

    private void checkEnd() {
        require(starts == 1, "run_start occurs " + starts + " times, expected once");
        require(seeds == 1, "seed occurs " + seeds + " times, expected once");
        require(stopped, "the last event is not run_stop");
        require(
                diverged || stopped && finished == stoppedAfter || finished == epochs,
                "the log ends after " + finished + " of " + epochs + " epochs");
    }

    private void require(boolean holds, int line, String violation) {
        require(holds, "line " + line + ": " + violation);
    }

    private void require(boolean holds, String violation) {
        if (!holds) {
            violations.add(violation);
        }
    }
}
