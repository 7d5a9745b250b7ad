package org.quantzoo.datasets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

class DownloadProgressTests {

    private static List<String> lines(long already, long total, long step) {
        Logger logger = (Logger) LoggerFactory.getLogger(DownloadProgress.class);
        ListAppender<ILoggingEvent> appender = new ListAppender<>();
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.INFO);
        try (DownloadProgress progress = new DownloadProgress.Lines("data.bin", already, total)) {
            for (long bytes = already + step; bytes <= Math.max(total, 100_000_000); bytes += step) {
                progress.reached(bytes);
            }
        } finally {
            logger.setLevel(null);
            logger.detachAppender(appender);
        }
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    void elsewhereThanOnATerminalEveryTenthGetsALine() {
        assertThat(lines(0, 100_000_000, 1_000_000))
                .hasSize(11)
                .startsWith("Downloading data.bin: 100 of 100 MB to go", "Downloading data.bin: 10 %")
                .endsWith("Downloading data.bin: 100 %");
    }

    @Test
    void aResumedDownloadSaysWhatIsLeft() {
        assertThat(lines(70_000_000, 100_000_000, 1_000_000))
                .startsWith("Downloading data.bin: 30 of 100 MB to go", "Downloading data.bin: 80 %")
                .endsWith("Downloading data.bin: 100 %");
    }

    @Test
    void aDownloadOfUnknownLengthCountsMegabytes() {
        assertThat(lines(0, -1, 1_000_000)).contains("Downloading data.bin: 20 MB", "Downloading data.bin: 100 MB");
    }

    @ParameterizedTest
    @ValueSource(longs = {100, -1})
    void theBarTakesKnownAndUnknownLengths(long total) {
        assertThatCode(() -> {
                    try (DownloadProgress bar = new DownloadProgress.Bar("data.bin", 10, total)) {
                        bar.reached(50);
                        bar.reached(100);
                    }
                })
                .doesNotThrowAnyException();
    }
}
