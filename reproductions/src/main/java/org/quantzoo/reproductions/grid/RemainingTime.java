package org.quantzoo.reproductions.grid;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How long a grid still takes, from what it has done so far and what each run costs.
 *
 * <p>Work that a record or a checkpoint of an earlier process already holds counts neither as done nor as to do.
 */
public final class RemainingTime {
    private final Map<GridJob, Double> done = new HashMap<>();
    private final Map<GridJob, Double> before = new HashMap<>();
    private final double total;

    /** For a grid of these runs. */
    public RemainingTime(List<GridJob> jobs) {
        total = jobs.stream().mapToDouble(GridJob::cost).sum();
    }

    /**
     * A run has got somewhere.
     *
     * @param share of its epochs, in [0, 1]
     * @param fromCheckpoint whether an earlier process did them
     */
    public synchronized void reached(GridJob job, double share, boolean fromCheckpoint) {
        if (fromCheckpoint) {
            before.put(job, share);
        }
        done.put(job, share);
    }

    /** A run needs no further work: it was recorded or failed before, failed now, or is left to another process. */
    public synchronized void settled(GridJob job, boolean withoutWork) {
        if (withoutWork) {
            before.put(job, 1.0);
        }
        done.put(job, 1.0);
    }

    /** The share of all work that is done, in [0, 1]. */
    public synchronized double share() {
        return total == 0 ? 1 : sum(done) / total;
    }

    /**
     * The time left at the pace so far.
     *
     * @param elapsed since the grid began
     * @return empty while nothing was done yet
     */
    public synchronized Optional<Duration> left(Duration elapsed) {
        double worked = sum(done) - sum(before);
        if (worked <= 0) {
            return Optional.empty();
        }
        double toDo = total - sum(done);
        return Optional.of(Duration.ofMillis(Math.round(elapsed.toMillis() * toDo / worked)));
    }

    private static double sum(Map<GridJob, Double> shares) {
        return shares.entrySet().stream()
                .mapToDouble(entry -> entry.getKey().cost() * entry.getValue())
                .sum();
    }
}
