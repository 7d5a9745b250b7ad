package org.quantzoo.datasets.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Files that are either complete under their final name or not there at all. */
public final class AtomicFiles {
    private static final String TEMPORARY = ".part";

    private AtomicFiles() {}

    /** Writes the content of a file that does not exist yet. */
    public interface Writer {
        void write(Path file) throws IOException;
    }

    /**
     * Writes to a temporary file beside the target, forces it to disk, and moves it to its final name.
     *
     * @param target its folder is created if missing
     * @return SHA-256 of what was read back from the disk before the move
     */
    public static String write(Path target, Writer writer) throws IOException {
        Path folder = target.toAbsolutePath().getParent();
        Files.createDirectories(folder);
        Path temporary = target.resolveSibling(target.getFileName() + TEMPORARY);
        try {
            writer.write(temporary);
            force(temporary);
            String sha256 = Sha256.of(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(folder);
            return sha256;
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Writes bytes, and checks that the same bytes come back. */
    public static void write(Path target, byte[] content) throws IOException {
        write(target, temporary -> {
            Files.write(temporary, content);
            force(temporary);
            if (!Arrays.equals(Files.readAllBytes(temporary), content)) {
                throw new IOException("What was written to " + temporary
                        + " does not read back the same; check the disk, then run the command again.");
            }
        });
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Makes the new name durable; where folders cannot be opened (Windows), the file system does it by itself. */
    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Not every file system lets a folder be forced; the move itself has succeeded.
        }
    }
}
