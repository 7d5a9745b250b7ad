package org.quantzoo.reproductions.grid;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.reproductions.runs.Json;
import org.quantzoo.reproductions.runs.RunFailure;
import org.quantzoo.reproductions.runs.RunKey;
import org.quantzoo.reproductions.runs.RunRecords;
import org.quantzoo.reproductions.runs.RunStore;
import org.quantzoo.reproductions.runs.Scale;

/** Grids whose processes are shell scripts that behave as runs do, or as runs should not. */
@DisabledOnOs(OS.WINDOWS)
class GridRunnerTests {
    private static final String CELL = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";
    private static final int IN_USE = 4;
    private static final int EPOCHS = 2;

    @TempDir
    Path folder;

    private RunStore store;
    private Path prepared;
    private final Map<Long, String> scripts = new HashMap<>();

    @BeforeEach
    void prepareRecord() throws IOException {
        store = RunStore.at(folder.resolve("runs"));
        prepared = folder.resolve("prepared.json");
        Files.writeString(prepared, Json.pretty(RunRecords.completed(CELL, 1, 80, 60)));
    }

    @Test
    void a_run_that_fails_is_recorded_with_its_reason_and_the_others_go_on() throws Exception {
        List<GridJob> jobs = jobs(4);
        scripts.put(1L, succeeds(1));
        scripts.put(2L, "echo 'Terminating due to java.lang.OutOfMemoryError: Java heap space'; exit 3");
        scripts.put(3L, "echo 'reproduce: The run folder is on a full disk.' >&2; exit 1");
        scripts.put(4L, succeeds(4));

        Map<GridJob, JobOutcome> outcomes = runner(1, false).run(jobs);

        assertThat(outcomes.keySet()).containsExactlyElementsOf(jobs);
        assertThat(outcomes.get(jobs.get(0))).isInstanceOf(JobOutcome.Recorded.class);
        assertThat(outcomes.get(jobs.get(3))).isInstanceOf(JobOutcome.Recorded.class);
        assertThat(RunFailure.find(store, jobs.get(1).key())).hasValueSatisfying(failure -> {
            assertThat(failure.exitCode()).isEqualTo(3);
            assertThat(failure.reason()).contains("ran out of memory").contains("Java heap space");
            assertThat(failure.attempts()).isEqualTo(1);
        });
        assertThat(outcomes.get(jobs.get(2)).inWords()).isEqualTo("failed: The run folder is on a full disk.");
        assertThat(store.folder(jobs.get(2).key()).resolve("process.log"))
                .content()
                .contains("full disk");
    }

    @Test
    void a_killed_process_and_one_that_says_nothing_useful_have_a_reason_too() throws Exception {
        List<GridJob> jobs = jobs(2);
        scripts.put(1L, "kill -9 $$");
        scripts.put(2L, "echo something; echo '\tat java.lang.Thread.run'; exit 7");

        Map<GridJob, JobOutcome> outcomes = runner(2, false).run(jobs);

        assertThat(outcomes.get(jobs.get(0)).inWords()).contains("signal 9");
        assertThat(outcomes.get(jobs.get(1)).inWords()).contains("code 7").endsWith("something");
    }

    @Test
    void what_has_a_record_or_has_failed_is_not_run_again_unless_asked_for() throws Exception {
        List<GridJob> jobs = jobs(2);
        scripts.put(1L, succeeds(1));
        scripts.put(2L, "exit 1");
        runner(2, false).run(jobs);

        scripts.put(1L, "exit 99");
        scripts.put(2L, succeeds(2));
        Map<GridJob, JobOutcome> again = runner(2, false).run(jobs);
        assertThat(again.get(jobs.get(0)).inWords()).isEqualTo("finished before, completed");
        assertThat(again.get(jobs.get(1)).inWords()).startsWith("failed before: ");

        Map<GridJob, JobOutcome> retried = runner(2, true).run(jobs);
        assertThat(retried.get(jobs.get(1)).inWords()).isEqualTo("completed");
        assertThat(RunFailure.find(store, jobs.get(1).key())).isEmpty();
    }

    @Test
    void a_run_that_another_process_is_at_is_left_open_and_not_recorded_as_failed() throws Exception {
        List<GridJob> jobs = jobs(1);
        scripts.put(1L, "exit " + IN_USE);

        assertThat(runner(1, false).run(jobs).get(jobs.get(0))).isInstanceOf(JobOutcome.Open.class);
        assertThat(RunFailure.find(store, jobs.get(0).key())).isEmpty();
    }

    @Test
    void as_many_processes_run_at_a_time_as_allowed_and_no_more() throws Exception {
        for (long seed = 1; seed <= 6; seed++) {
            scripts.put(seed, "sleep 0.3; " + succeeds(seed));
        }
        AtomicInteger running = new AtomicInteger();
        List<Integer> atATime = Collections.synchronizedList(new ArrayList<>());
        GridProgress progress = new GridProgress() {
            @Override
            public void started(GridJob job) {
                atATime.add(running.incrementAndGet());
            }

            @Override
            public void ended(GridJob job, JobOutcome outcome) {
                running.decrementAndGet();
            }
        };
        new GridRunner(store, command(), 3, false, progress).run(jobs(6));

        assertThat(Collections.max(atATime)).isEqualTo(3);
        assertThat(running).hasValue(0);
    }

    @Test
    void epochs_that_a_process_prints_are_passed_on_and_those_of_a_checkpoint_are_marked() throws Exception {
        scripts.put(1L, "echo 'Going on after epoch 1 of 2'; echo 'epoch 2/2  rate 1e-02  loss 1.0'; " + succeeds(1));
        List<String> heard = Collections.synchronizedList(new ArrayList<>());
        GridProgress progress = new GridProgress() {
            @Override
            public void reached(GridJob job, double share, boolean fromCheckpoint) {
                heard.add(share + " " + fromCheckpoint);
            }
        };
        new GridRunner(store, command(), 1, false, progress).run(jobs(1));
        assertThat(heard).containsExactly("0.5 true", "1.0 false");
    }

    @Test
    void a_stopped_grid_ends_its_processes_and_leaves_the_rest_open() throws Exception {
        scripts.put(1L, "sleep 60");
        scripts.put(2L, succeeds(2));
        GridRunner[] runner = new GridRunner[1];
        GridProgress stopsAtOnce = new GridProgress() {
            @Override
            public void started(GridJob job) {
                new Thread(() -> {
                            try {
                                Thread.sleep(200);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            runner[0].stop();
                        })
                        .start();
            }
        };
        runner[0] = new GridRunner(store, command(), 1, false, stopsAtOnce);
        long start = System.nanoTime();
        Map<GridJob, JobOutcome> outcomes = runner[0].run(jobs(2));

        assertThat(outcomes.values()).allSatisfy(outcome -> assertThat(outcome).isInstanceOf(JobOutcome.Open.class));
        assertThat(System.nanoTime() - start).isLessThan(30_000_000_000L);
        assertThat(RunFailure.find(store, jobs(1).get(0).key())).isEmpty();
    }

    private List<GridJob> jobs(int count) {
        List<GridJob> jobs = new ArrayList<>();
        for (long seed = 1; seed <= count; seed++) {
            jobs.add(new GridJob(new RunKey(CELL, Scale.QUICK, seed, "0123456789ab"), EPOCHS, 1));
        }
        return jobs;
    }

    /** Puts the record in its place, as a run does at its end. */
    private String succeeds(long seed) {
        Path target = store.folder(new RunKey(CELL, Scale.QUICK, seed, "0123456789ab"));
        return "cp '" + prepared + "' '" + target.resolve("record.json") + "'";
    }

    private GridRunner runner(int atATime, boolean retryFailed) {
        return new GridRunner(store, command(), atATime, retryFailed, GridProgress.NONE);
    }

    private ChildCommand command() {
        return new ChildCommand() {
            @Override
            public List<String> line(GridJob job) {
                return List.of("sh", "-c", scripts.get(job.key().seed()));
            }

            @Override
            public int inUse() {
                return IN_USE;
            }
        };
    }
}
