package org.quantzoo.reproductions.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.quantzoo.reproductions.runs.EpochRecord;
import org.quantzoo.reproductions.runs.TrainingProgress;

/** Shows training: a bar with the time left on a terminal, a line an epoch elsewhere. */
final class ProgressDisplay {
    private ProgressDisplay() {}

    static TrainingProgress on(PrintWriter out) {
        return System.console() == null ? new Lines(out) : new Bar();
    }

    /** A line an epoch. */
    static final class Lines implements TrainingProgress {
        private final PrintWriter out;
        private int epochs;
        private int firstEpoch;
        private Instant start;

        Lines(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void started(int lastEpoch, int finishedEpochs, int stepsPerEpoch) {
            epochs = lastEpoch;
            firstEpoch = finishedEpochs;
            start = Instant.now();
            if (finishedEpochs > 0) {
                out.println("Going on after epoch " + finishedEpochs + " of " + epochs);
            }
        }

        @Override
        public void epoch(EpochRecord row) {
            Duration left = Duration.between(start, Instant.now())
                    .multipliedBy(epochs - row.epoch())
                    .dividedBy(row.epoch() - firstEpoch);
            out.println(String.format(
                    Locale.ROOT,
                    "epoch %d/%d  rate %.0e  loss %.4f%s  %.1f s  left %s",
                    row.epoch(),
                    epochs,
                    row.learningRate(),
                    row.loss(),
                    accuracy(row),
                    row.seconds(),
                    time(left)));
        }
    }

    /** A bar over all steps of all epochs. */
    private static final class Bar implements TrainingProgress {
        private ProgressBar bar;
        private int epochs;
        private String lastAccuracy = "";

        @Override
        public void started(int lastEpoch, int finishedEpochs, int stepsPerEpoch) {
            epochs = lastEpoch;
            long done = (long) finishedEpochs * stepsPerEpoch;
            bar = new ProgressBarBuilder()
                    .setTaskName("Training")
                    .setInitialMax((long) epochs * stepsPerEpoch)
                    .setStyle(ProgressBarStyle.ASCII)
                    .startsFrom(done, Duration.ZERO)
                    .build();
            closeWhenDone();
        }

        @Override
        public void step(int epoch, int step, double loss) {
            bar.setExtraMessage(
                    String.format(Locale.ROOT, "epoch %d/%d  loss %.3f%s", epoch, epochs, loss, lastAccuracy));
            bar.step();
        }

        @Override
        public void epoch(EpochRecord row) {
            lastAccuracy = accuracy(row).isEmpty() ? lastAccuracy : accuracy(row);
            closeWhenDone();
        }

        private void closeWhenDone() {
            if (bar.getCurrent() >= bar.getMax()) {
                bar.close();
            }
        }
    }

    private static String accuracy(EpochRecord row) {
        String validation = row.validationAccuracy() == null
                ? ""
                : String.format(Locale.ROOT, "  validation %.2f %%", row.validationAccuracy());
        return row.testAccuracy() == null
                ? validation
                : validation + String.format(Locale.ROOT, "  test %.2f %%", row.testAccuracy());
    }

    private static String time(Duration duration) {
        return String.format(
                Locale.ROOT, "%d:%02d:%02d", duration.toHours(), duration.toMinutesPart(), duration.toSecondsPart());
    }
}
