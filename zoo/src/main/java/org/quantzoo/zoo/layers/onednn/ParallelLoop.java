package org.quantzoo.zoo.layers.onednn;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Splits an elementwise Java loop over the processors.
 *
 * <p>Every element's result depends on that element alone, so the split does not change any result.
 */
final class ParallelLoop {
    /** Below this many elements the hand-over costs more than it saves. */
    private static final long SMALLEST_PART = 1 << 15;

    private static final ExecutorService WORKERS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "quantzoo-elementwise");
        thread.setDaemon(true);
        return thread;
    });

    /** A loop over the elements from {@code begin} (inclusive) to {@code end} (exclusive). */
    @FunctionalInterface
    interface Body {
        void run(long begin, long end);
    }

    private ParallelLoop() {}

    /** Runs the loop over [0, length) on at most {@code threads} threads, the caller's included. */
    static void run(long length, int threads, Body body) {
        int parts = (int) Math.max(1, Math.min(threads, length / SMALLEST_PART));
        Future<?>[] others = new Future<?>[parts - 1];
        for (int part = 1; part < parts; part++) {
            long begin = length * part / parts;
            long end = length * (part + 1) / parts;
            others[part - 1] = WORKERS.submit(() -> body.run(begin, end));
        }
        RuntimeException failure = null;
        try {
            body.run(0, length / parts);
        } catch (RuntimeException e) {
            failure = e;
        }
        for (Future<?> other : others) {
            failure = await(other, failure);
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Waits to the end even when interrupted: the part still works on the caller's memory. */
    private static RuntimeException await(Future<?> part, RuntimeException earlier) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    part.get();
                    return earlier;
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    if (earlier != null) {
                        return earlier;
                    }
                    return e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
