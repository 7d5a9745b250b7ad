package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The folder of one run while it is being written, locked against other processes. */
public final class RunFolder implements AutoCloseable {
    private final Path path;
    private final FileChannel lockFile;
    private final FileLock lock;

    private RunFolder(Path path, FileChannel lockFile, FileLock lock) {
        this.path = path;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    static RunFolder open(RunKey key, Path path) throws IOException {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new IOException(
                    "The run folder " + path + " cannot be made (" + e
                            + "); choose another place with -Dquantzoo.runs=DIR or QUANTZOO_RUNS.",
                    e);
        }
        Path file = path.resolve("lock");
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // This process has it open already; reported below like any other owner.
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        if (lock == null) {
            throw new RunInUseException("Run " + key + " is being written by another process (" + file
                    + " is locked); wait for it to end, or stop it.");
        }
        return new RunFolder(path, channel, lock);
    }

    /** The folder. */
    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        // The lock file stays: deleting it would let two processes lock two files of the same name.
        lock.release();
        lockFile.close();
    }
}
