package org.quantzoo.reproductions.grid;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.quantzoo.reproductions.runs.RunFailure;
import org.quantzoo.reproductions.runs.RunKey;
import org.quantzoo.reproductions.runs.RunRecord;
import org.quantzoo.reproductions.runs.RunStore;

/**
 * Runs a grid: one process for each run, several at a time.
 *
 * <p>A run with a record costs nothing. A run whose process ends without one is recorded as failed and the others go on; a later grid
 * leaves it alone unless told to try again. A grid that is killed can be started again: its processes end with it, and each run goes
 * on after its last checkpoint.
 */
public final class GridRunner {
    private static final String LOG = "process.log";

    private final RunStore store;
    private final ChildCommand command;
    private final int atATime;
    private final boolean retryFailed;
    private final GridProgress progress;
    private final Set<RunProcess> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    /**
     * A runner.
     *
     * @param store where runs are kept
     * @param command starts a process
     * @param atATime number of processes at a time, at least 1
     * @param retryFailed whether runs that failed in an earlier grid are tried again
     * @param progress who watches
     */
    public GridRunner(RunStore store, ChildCommand command, int atATime, boolean retryFailed, GridProgress progress) {
        if (atATime < 1) {
            throw new IllegalArgumentException("A grid runs at least one process at a time, found " + atATime + ".");
        }
        this.store = store;
        this.command = command;
        this.atATime = atATime;
        this.retryFailed = retryFailed;
        this.progress = progress;
    }

    /** Runs everything and returns how each run ended, in the order of the jobs. */
    public Map<GridJob, JobOutcome> run(List<GridJob> jobs) throws InterruptedException {
        Thread hook = new Thread(this::stop, "grid-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        ExecutorService workers = Executors.newFixedThreadPool(atATime);
        try {
            List<Future<JobOutcome>> futures = new ArrayList<>();
            for (GridJob job : jobs) {
                futures.add(workers.submit((Callable<JobOutcome>) () -> finish(job)));
            }
            Map<GridJob, JobOutcome> outcomes = new LinkedHashMap<>();
            for (int i = 0; i < futures.size(); i++) {
                outcomes.put(jobs.get(i), outcome(futures.get(i)));
            }
            return outcomes;
        } finally {
            workers.shutdownNow();
            if (!stopping) {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        }
    }

    /** Ends all processes and begins no further one; what they had not finished stays open. */
    public void stop() {
        stopping = true;
        running.forEach(RunProcess::stop);
    }

    private static JobOutcome outcome(Future<JobOutcome> future) throws InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException io) {
                throw new UncheckedIOException(io.getMessage(), io);
            }
            throw new IllegalStateException("A run of the grid could not be followed: " + e.getCause(), e.getCause());
        }
    }

    private JobOutcome finish(GridJob job) throws IOException, InterruptedException {
        JobOutcome outcome = settled(job).orElse(null);
        if (outcome == null) {
            outcome = stopping ? new JobOutcome.Open("the grid was stopped") : process(job);
        }
        progress.ended(job, outcome);
        return outcome;
    }

    /** What is known without starting a process. */
    private Optional<JobOutcome> settled(GridJob job) {
        Optional<RunRecord> record = store.find(job.key()).filter(job::isAnsweredBy);
        if (record.isPresent()) {
            return Optional.of(new JobOutcome.Recorded(record.get(), true));
        }
        return retryFailed
                ? Optional.empty()
                : RunFailure.find(store, job.key()).map(failure -> new JobOutcome.Failed(failure, true));
    }

    private JobOutcome process(GridJob job) throws IOException, InterruptedException {
        RunKey key = job.key();
        progress.started(job);
        RunProcess process = RunProcess.start(command, job, store.folder(key).resolve(LOG));
        running.add(process);
        int exitCode;
        try {
            exitCode = process.follow(
                    (epoch, before) -> progress.reached(job, Math.min(1.0, (double) epoch / job.epochs()), before));
        } finally {
            running.remove(process);
            process.stop();
        }
        Optional<RunRecord> record = store.find(key).filter(job::isAnsweredBy);
        if (record.isPresent()) {
            RunFailure.forget(store, key);
            return new JobOutcome.Recorded(record.get(), false);
        }
        if (stopping) {
            return new JobOutcome.Open("the grid was stopped");
        }
        if (exitCode == command.inUse()) {
            return new JobOutcome.Open("another process is at it");
        }
        int attempts = RunFailure.find(store, key).map(RunFailure::attempts).orElse(0) + 1;
        RunFailure failure = new RunFailure(
                key.cell(),
                key.scale(),
                key.seed(),
                key.recipeHash(),
                exitCode,
                process.lastWords(exitCode),
                attempts,
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        failure.save(store);
        return new JobOutcome.Failed(failure, false);
    }
}
