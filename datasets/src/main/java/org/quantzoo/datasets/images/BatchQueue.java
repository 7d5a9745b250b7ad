package org.quantzoo.datasets.images;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.nd4j.linalg.dataset.DataSet;

/** Hands batches, in order, from a daemon thread of its own to one consumer. */
final class BatchQueue implements AutoCloseable {

    private static final AtomicInteger THREADS = new AtomicInteger();

    /** A batch, or why there is none. */
    private record Item(DataSet batch, Throwable failure) {}

    private final BlockingQueue<Item> items;
    private final Thread thread;
    private Throwable failure;

    private BatchQueue(IntFunction<DataSet> maker, int first, int end, int capacity) {
        this.items = new ArrayBlockingQueue<>(capacity);
        this.thread = new Thread(() -> fill(maker, first, end), "quantzoo-batches-" + THREADS.incrementAndGet());
        thread.setDaemon(true);
    }

    /** Begins to make the batches from {@code first} to {@code end - 1}, at most {@code capacity} ahead. */
    static BatchQueue start(IntFunction<DataSet> maker, int first, int end, int capacity) {
        BatchQueue queue = new BatchQueue(maker, first, end, capacity);
        queue.thread.start();
        return queue;
    }

    private void fill(IntFunction<DataSet> maker, int first, int end) {
        try {
            for (int number = first; number < end; number++) {
                Item item;
                try {
                    item = new Item(maker.apply(number), null);
                } catch (
                        Throwable t) { // including OutOfMemoryError: the consumer must hear of it, or it waits for ever
                    items.put(new Item(null, t));
                    return;
                }
                items.put(item);
            }
        } catch (InterruptedException e) {
            // close() asked the thread to end
        }
    }

    /** Waits for the next batch. */
    DataSet take() {
        if (failure == null) {
            try {
                Item item = items.take();
                if (item.failure == null) {
                    return item.batch;
                }
                failure = item.failure;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while waiting for a batch.", e);
            }
        }
        throw new IllegalStateException("A batch could not be made: " + failure, failure);
    }

    /** Ends the thread, waits for it, and frees the batches nobody took. */
    @Override
    public void close() {
        thread.interrupt();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        for (Item item = items.poll(); item != null; item = items.poll()) {
            if (item.batch != null) {
                item.batch.getFeatures().close();
                item.batch.getLabels().close();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
