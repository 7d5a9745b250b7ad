package org.quantzoo.datasets.store;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows how far a download has come: a bar on a terminal, a line for every tenth elsewhere. */
interface DownloadProgress extends AutoCloseable {

    /** Says that {@code bytes} of the file are here. */
    void reached(long bytes);

    @Override
    void close();

    /**
     * Begins to show a download.
     *
     * @param name the file
     * @param already bytes that an earlier attempt left
     * @param total all bytes, or -1 where the server does not say
     */
    static DownloadProgress start(String name, long already, long total) {
        return System.console() != null ? new Bar(name, already, total) : new Lines(name, already, total);
    }

    /** A progress bar with speed and remaining time. */
    final class Bar implements DownloadProgress {
        private final ProgressBar bar;

        Bar(String name, long already, long total) {
            bar = new ProgressBarBuilder()
                    .setTaskName(name)
                    .setInitialMax(total)
                    .startsFrom(already, Duration.ZERO)
                    .setUnit(" MB", 1_000_000)
                    .setStyle(ProgressBarStyle.ASCII)
                    .showSpeed()
                    .build();
        }

        @Override
        public void reached(long bytes) {
            bar.stepTo(bytes);
        }

        @Override
        public void close() {
            bar.close();
        }
    }

    /** Plain log lines. */
    final class Lines implements DownloadProgress {
        private static final Logger LOG = LoggerFactory.getLogger(DownloadProgress.class);
        private static final long STEP_OF_UNKNOWN = 20_000_000;

        private final String name;
        private final long total;
        private final long step;
        private long next;

        Lines(String name, long already, long total) {
            this.name = name;
            this.total = total;
            this.step = total > 0 ? Math.max(1, total / 10) : STEP_OF_UNKNOWN;
            this.next = already + step;
            LOG.info(
                    "Downloading {}: {} of {} MB to go",
                    name,
                    total < 0 ? "?" : (total - already) / 1_000_000,
                    total < 0 ? "?" : total / 1_000_000);
        }

        @Override
        public void reached(long bytes) {
            if (bytes >= next) {
                next = bytes + step;
                if (total > 0) {
                    LOG.info("Downloading {}: {} %", name, 100 * bytes / total);
                } else {
                    LOG.info("Downloading {}: {} MB", name, bytes / 1_000_000);
                }
            }
        }

        @Override
        public void close() {}
    }
}
