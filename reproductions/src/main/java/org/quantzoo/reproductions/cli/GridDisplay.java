package org.quantzoo.reproductions.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.quantzoo.reproductions.grid.GridJob;
import org.quantzoo.reproductions.grid.GridProgress;
import org.quantzoo.reproductions.grid.JobOutcome;
import org.quantzoo.reproductions.grid.RemainingTime;

/** A line when a run begins or ends, and at most one a minute in between, each with the state of the whole grid. */
final class GridDisplay implements GridProgress {
    private static final Duration QUIET = Duration.ofMinutes(1);

    private final PrintWriter out;
    private final int jobs;
    private final RemainingTime remaining;
    private final Instant start = Instant.now();
    private Instant lastLine = start;
    private int ended;
    private int failed;
    private int running;

    GridDisplay(PrintWriter out, List<GridJob> jobs) {
        this.out = out;
        this.jobs = jobs.size();
        this.remaining = new RemainingTime(jobs);
    }

    @Override
    public synchronized void started(GridJob job) {
        running++;
        line("begins    " + job);
    }

    @Override
    public synchronized void reached(GridJob job, double share, boolean fromCheckpoint) {
        remaining.reached(job, share, fromCheckpoint);
        if (Duration.between(lastLine, Instant.now()).compareTo(QUIET) >= 0) {
            line(String.format(Locale.ROOT, "%3.0f %%     %s", 100 * share, job));
        }
    }

    @Override
    public synchronized void ended(GridJob job, JobOutcome outcome) {
        boolean worked = outcome instanceof JobOutcome.Recorded recorded && !recorded.before();
        remaining.settled(job, !worked);
        ended++;
        if (outcome instanceof JobOutcome.Failed) {
            failed++;
        }
        if (worked
                || outcome instanceof JobOutcome.Open
                || outcome instanceof JobOutcome.Failed failure && !failure.before()) {
            running = Math.max(0, running - 1);
        }
        line("ends      " + job + ": " + outcome.inWords());
    }

    private void line(String event) {
        lastLine = Instant.now();
        Duration elapsed = Duration.between(start, lastLine);
        out.println(String.format(
                Locale.ROOT,
                "[%d/%d ended, %d failed, %d running, %.0f %%, elapsed %s, left %s] %s",
                ended,
                jobs,
                failed,
                running,
                100 * remaining.share(),
                time(elapsed),
                remaining.left(elapsed).map(GridDisplay::time).orElse("unknown"),
                event));
        out.flush();
    }

    static String time(Duration duration) {
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }
}
