package org.quantzoo.datasets.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;

/**
 * Keeps other threads and other processes away from a file while one of them writes it.
 *
 * <p>The operating system frees the lock when its process dies, however it dies. The lock file itself stays: deleting it would let
 * two processes hold locks on two files of the same name.
 */
final class ProcessLock implements Closeable {

    /** A file lock belongs to the whole process, so the threads of one process need a lock of their own before it. */
    private static final ConcurrentMap<Path, Semaphore> THREADS = new ConcurrentHashMap<>();

    private final Semaphore threads;
    private final FileChannel channel;
    private final FileLock lock;

    private ProcessLock(Semaphore threads, FileChannel channel, FileLock lock) {
        this.threads = threads;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * Waits until the lock is free and takes it.
     *
     * @param file the lock file, created where it does not exist
     * @param waiting run once where somebody else holds the lock
     */
    static ProcessLock acquire(Path file, Runnable waiting) throws IOException {
        Semaphore threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), f -> new Semaphore(1));
        boolean waited = false;
        if (!threads.tryAcquire()) {
            waiting.run();
            waited = true;
            threads.acquireUninterruptibly();
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                if (!waited) {
                    waiting.run();
                }
                lock = channel.lock();
            }
            return new ProcessLock(threads, channel, lock);
        } catch (IOException | RuntimeException e) {
            threads.release();
            if (channel != null) {
                channel.close();
            }
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        try (FileChannel closing = channel) {
            lock.release();
        } finally {
            threads.release();
        }
    }
}
