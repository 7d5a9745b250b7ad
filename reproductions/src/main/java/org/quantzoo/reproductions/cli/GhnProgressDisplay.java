package org.quantzoo.reproductions.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.quantzoo.reproductions.ghn.GhnEpoch;
import org.quantzoo.reproductions.ghn.GhnExperiment;
import org.quantzoo.reproductions.ghn.GhnProgress;

/** Shows the training of a hypernetwork: a line an epoch, and one every half minute, with the time left. */
final class GhnProgressDisplay implements GhnProgress {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(30);

    private final PrintWriter out;
    private int epochs;
    private int stepsPerEpoch;
    private long firstStep;
    private Instant start;
    private Instant lastLine;

    GhnProgressDisplay(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void started(GhnExperiment experiment, long finishedSteps, int steps) {
        epochs = experiment.recipe().epochs();
        stepsPerEpoch = steps;
        firstStep = finishedSteps;
        start = Instant.now();
        lastLine = start;
        out.println(
                experiment.key() + ": " + (finishedSteps == 0 ? "" : "going on after step " + finishedSteps + " of ")
                        + (long) epochs * steps + " steps");
    }

    @Override
    public void step(int epoch, int step, double loss) {
        Instant now = Instant.now();
        if (Duration.between(lastLine, now).compareTo(BETWEEN_LINES) >= 0) {
            lastLine = now;
            out.println(String.format(
                    Locale.ROOT,
                    "epoch %d/%d  step %d/%d  loss %.4f  left %s",
                    epoch,
                    epochs,
                    step,
                    stepsPerEpoch,
                    loss,
                    left((long) (epoch - 1) * stepsPerEpoch + step)));
        }
    }

    @Override
    public void epoch(GhnEpoch row) {
        out.println(String.format(
                Locale.ROOT,
                "epoch %d/%d  rate %.0e  loss %.4f  gradient norm %.2f  rejected %d  %.1f s  left %s",
                row.epoch(),
                epochs,
                row.learningRate(),
                row.loss(),
                row.gradientNorm(),
                row.rejected(),
                row.seconds(),
                left((long) row.epoch() * stepsPerEpoch)));
    }

    private String left(long doneSteps) {
        long done = Math.max(1, doneSteps - firstStep);
        Duration left = Duration.between(start, Instant.now())
                .multipliedBy((long) epochs * stepsPerEpoch - doneSteps)
                .dividedBy(done);
        return String.format(Locale.ROOT, "%d:%02d:%02d", left.toHours(), left.toMinutesPart(), left.toSecondsPart());
    }
}
