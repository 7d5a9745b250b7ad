package org.quantzoo.reproductions.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.reproductions.runs.Event.Kind;

class EventLogTests {
    @TempDir
    Path folder;

    private final List<Event> events = new ArrayList<>();

    @Test
    void theLogOfAnUninterruptedRunBreaksNoRule() {
        start(2);
        epoch(1);
        epoch(2);
        stop();

        assertThat(EventLogRules.violations(events)).isEmpty();
    }

    @Test
    void aKilledRunGoesOnFromItsLastCheckpoint() {
        start(3);
        epoch(1);
        epoch(2);
        log(Kind.EPOCH_START, "epoch", 3);
        log(Kind.RESUME, "from", 1);
        epoch(2);
        epoch(3);
        stop();

        assertThat(EventLogRules.violations(events)).isEmpty();
    }

    @Test
    void aRunKilledBeforeItsFirstCheckpointBeginsAgain() {
        start(1);
        log(Kind.EPOCH_START, "epoch", 1);
        log(Kind.RESUME, "from", 0);
        epoch(1);
        stop();

        assertThat(EventLogRules.violations(events)).isEmpty();
    }

    @Test
    void aRunThatDivergedNeedNotReachItsLastEpoch() {
        start(5);
        epoch(1);
        log(Kind.EPOCH_START, "epoch", 2);
        log(Kind.DIVERGED, "reason", 0);
        stop();

        assertThat(EventLogRules.violations(events)).isEmpty();
    }

    /** The log is bad in every way at once, and every rule notices. */
    @Test
    void aBadLogIsAnsweredWithEveryRuleItBreaks() {
        log(Kind.EVALUATION, "epoch", 1);
        log(Kind.EPOCH_START, "epoch", 1);
        start(4);
        log(Kind.EPOCH_STOP, "epoch", 1);
        log(Kind.SEED, "seed", 2);
        epoch(3);
        log(Kind.RESUME, "from", 7);

        assertThat(EventLogRules.violations(events))
                .contains(
                        "line 1: the first event is not run_start",
                        "line 1: evaluation of epoch 1 after 0 finished epochs",
                        "line 2: epoch_start before seed",
                        "line 6: seed after the first epoch",
                        "line 7: epoch_start 3 after 1 finished epochs",
                        "line 11: resume from epoch 7 after 3 finished epochs",
                        "seed occurs 2 times, expected once",
                        "the last event is not run_stop",
                        "the log ends after 7 of 4 epochs");
    }

    @Test
    void nothingFollowsTheEndOfARunButAResumption() {
        start(1);
        epoch(1);
        stop();
        log(Kind.CHECKPOINT_SAVED, "epoch", 1);

        assertThat(EventLogRules.violations(events)).containsExactly("line 8: checkpoint_saved after run_stop");
    }

    @Test
    void aLogReadsBackWhatWasAppendedWithoutTheHalfLineOfAKilledProcess() throws IOException {
        Path file = folder.resolve("events.jsonl");
        EventLog.open(file).append(Kind.SEED, Map.of("seed", 5));
        Files.writeString(file, "{\"event\":\"epoch_st", StandardOpenOption.APPEND);

        EventLog reopened = EventLog.open(file);
        reopened.append(Kind.EPOCH_START, Map.of("epoch", 1));

        assertThat(EventLog.read(file)).extracting(Event::event).containsExactly(Kind.SEED, Kind.EPOCH_START);
        assertThat(reopened.has(Kind.SEED)).isTrue();
        assertThat(reopened.events().get(1).number("epoch")).isEqualTo(1);
    }

    @Test
    void aLineThatIsNoEventIsNamed() throws IOException {
        Path file = folder.resolve("events.jsonl");
        Files.writeString(file, "{\"event\":\"coffee\",\"time\":\"\",\"data\":{}}\n");

        assertThatThrownBy(() -> EventLog.open(file))
                .hasMessageContaining("Line 1")
                .hasMessageContaining("events.jsonl");
    }

    private void start(int epochs) {
        log(Kind.RUN_START, "epochs", epochs);
        log(Kind.SEED, "seed", 1);
    }

    private void epoch(int epoch) {
        log(Kind.EPOCH_START, "epoch", epoch);
        log(Kind.EPOCH_STOP, "epoch", epoch);
        log(Kind.EVALUATION, "epoch", epoch);
        log(Kind.CHECKPOINT_SAVED, "epoch", epoch);
    }

    private void stop() {
        log(Kind.RUN_STOP, "ok", 1);
    }

    private void log(Kind kind, String key, int value) {
        events.add(new Event("2026-01-01T00:00:00Z", kind, Map.of(key, value)));
    }
}
