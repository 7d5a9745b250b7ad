package org.quantzoo.datasets.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a published file into a folder, completely or not at all.
 *
 * <p>The file grows under {@code name.part}; an interrupted download continues where it stopped (HTTP Range); when its MD5 is the
 * published one it is forced to disk and moved to its name in one step. A lock file keeps other processes waiting meanwhile, and
 * they then find the file in place. A host that cannot be reached fails within seconds.
 */
public final class Download {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

    /** How often a connection that breaks in the middle is resumed before the download is given up. */
    private static final int ATTEMPTS = 5;

    /** Opens the growing file; a test puts a full disk here. */
    @FunctionalInterface
    interface PartOpener {
        OutputStream open(Path file, boolean append) throws IOException;
    }

    private final RemoteFile remote;
    private final Path directory;
    private final Path part;
    private final PartOpener opener;
    private final HttpOpener http;

    Download(RemoteFile remote, Path directory, PartOpener opener, Duration connectTimeout, Duration readTimeout) {
        this.remote = remote;
        this.directory = directory;
        this.part = directory.resolve(remote.name() + ".part");
        this.opener = opener;
        this.http = new HttpOpener(connectTimeout, readTimeout);
    }

    /**
     * Returns the file in the folder, after downloading it where it is not there yet.
     *
     * @param remote what to download
     * @param directory where to put it; created where it does not exist
     * @throws DatasetException where the folder cannot be written, the host cannot be reached, the disk is full, or the file that
     *     arrives is not the published one
     */
    public static Path fetch(RemoteFile remote, Path directory) {
        PartOpener opener = (file, append) -> append
                ? Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                : Files.newOutputStream(file);
        return new Download(remote, directory, opener, Duration.ofSeconds(5), Duration.ofSeconds(20)).fetch();
    }

    Path fetch() {
        Path target = directory.resolve(remote.name());
        if (Files.exists(target)) {
            return target;
        }
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw unwritable(e);
        }
        Path lockFile = directory.resolve("." + remote.name() + ".lock");
        try (ProcessLock lock = acquire(lockFile)) {
            if (!Files.exists(target)) { // else the process that held the lock has downloaded it
                download(target);
            }
            return target;
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private ProcessLock acquire(Path lockFile) {
        try {
            return ProcessLock.acquire(
                    lockFile, () -> LOG.info("Waiting: another process or thread is downloading {}", remote.name()));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void download(Path target) throws IOException {
        boolean fresh = !Files.exists(part) || Files.size(part) == 0;
        receive();
        String md5 = md5(part);
        if (!md5.equals(remote.md5()) && !fresh) {
            LOG.info("The rest of an earlier download of {} does not fit; starting again", remote.name());
            Files.delete(part);
            receive();
            md5 = md5(part);
        }
        if (!md5.equals(remote.md5())) {
            long length = Files.size(part);
            Files.delete(part);
            throw new DatasetException(
                    remote.address(),
                    "a file with MD5 " + remote.md5(),
                    "one of " + length + " bytes with MD5 " + md5,
                    "the server or a proxy sent something else: try again, or " + byHand());
        }
        try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try {
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            throw unwritable(e);
        }
    }

    /** Fills the part file to the length the server states, over several connections if need be. */
    private void receive() throws IOException {
        for (int attempt = 1; ; attempt++) {
            long before = Files.exists(part) ? Files.size(part) : 0;
            Ending ending = receiveOnce(before);
            if (ending.complete) {
                return;
            }
            long after = Files.exists(part) ? Files.size(part) : 0;
            if (attempt >= ATTEMPTS || after <= before) {
                throw new DatasetException(
                        remote.address(),
                        ending.total < 0 ? "a complete answer" : ending.total + " bytes",
                        "the end of the connection after " + after + " (" + ending.reason + ")",
                        "start again to continue from there, or " + byHand());
            }
            LOG.info("Connection lost after {} bytes of {}; continuing", after, remote.name());
        }
    }

    private record Ending(boolean complete, long total, String reason) {}

    private Ending receiveOnce(long already) throws IOException {
        HttpURLConnection connection;
        int status;
        try {
            connection = http.open(remote.address(), already);
            status = connection.getResponseCode();
        } catch (IOException e) {
            throw new DatasetException(
                    remote.address(), "an answer", HttpOpener.reason(e), "check the connection, or " + byHand(), e);
        }
        try {
            // 416: nothing lies behind the bytes already here; they are complete, or wrong, which the MD5 will tell
            if (status == 416 && already > 0) {
                return new Ending(true, already, "");
            }
            if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
                throw new DatasetException(
                        remote.address(), "HTTP status 200", "status " + status, "try again later, or " + byHand());
            }
            boolean append = status == HttpURLConnection.HTTP_PARTIAL && HttpOpener.continuesAt(connection, already);
            if (status == HttpURLConnection.HTTP_PARTIAL && !append) {
                throw new DatasetException(
                        remote.address(),
                        "the bytes from " + already,
                        "another range",
                        "delete " + part + " and try again");
            }
            long from = append ? already : 0;
            long length = connection.getContentLengthLong();
            return copy(connection, append, from, length < 0 ? -1 : from + length);
        } finally {
            connection.disconnect();
        }
    }

    private Ending copy(HttpURLConnection connection, boolean append, long from, long total) {
        long free = directory.toFile().getUsableSpace();
        if (total - from > free && free > 0) {
            throw full((total - from) + " bytes of free space", free + " bytes", null);
        }
        long reached = from;
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = connection.getInputStream();
                OutputStream out = opener.open(part, append);
                DownloadProgress progress = DownloadProgress.start(remote.name(), from, total)) {
            while (true) {
                int count;
                try {
                    count = in.read(buffer);
                } catch (IOException e) {
                    return new Ending(false, total, HttpOpener.reason(e));
                }
                if (count < 0) {
                    return new Ending(total < 0 || reached == total, total, "closed by the server");
                }
                reached += count;
                if (reached > remote.maximumBytes()) {
                    throw tooLong();
                }
                out.write(buffer, 0, count);
                progress.reached(reached);
            }
        } catch (IOException e) {
            discard();
            throw full(
                    "room for " + (total < 0 ? "the file" : total + " bytes"),
                    "'" + HttpOpener.reason(e) + "' after " + reached + " bytes",
                    e);
        }
    }

    private DatasetException tooLong() {
        discard();
        return new DatasetException(
                remote.address(),
                "at most " + remote.maximumBytes() + " bytes",
                "more",
                "the server or a proxy sent something else: try again, or " + byHand());
    }

    private DatasetException full(String expected, String found, IOException cause) {
        return new DatasetException(
                part,
                expected,
                found,
                "free some space or choose another folder with -D" + DataDirectory.PROPERTY,
                cause);
    }

    private DatasetException unwritable(IOException e) {
        return new DatasetException(
                directory,
                "a folder this user can write to",
                "'" + HttpOpener.reason(e) + "'",
                "change its permissions or choose another folder with -D" + DataDirectory.PROPERTY,
                e);
    }

    private String byHand() {
        return "place the file by hand at " + directory.resolve(remote.name());
    }

    /** A file that fills the disk, or that is wrong, helps nobody. */
    private void discard() {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            LOG.warn("{} could not be deleted: {}", part, e.toString());
        }
    }

    private static String md5(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[1 << 16];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has MD5.", e);
        }
    }
}
