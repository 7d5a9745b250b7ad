package org.quantzoo.datasets.images;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.quantzoo.datasets.store.DatasetException;

/**
 * Reads the files of a CIFAR dataset out of a {@code .tar.gz} that may be anything.
 *
 * <p>Only entries of expected name, kind and length are read, into memory, and each once; small plain files beside them are
 * skipped, everything else is refused; the number of entries and the bytes
 * that leave the decompressor are limited. No entry name ever becomes a path.
 */
final class CifarArchiveReader {

    private static final int MAXIMUM_ENTRIES = 64;

    /** What tar headers, padding, names and read-me files may take beside the data. */
    private static final long MAXIMUM_REST = 4L << 20;

    private final CifarLayout layout;
    private final Path archive;
    private final Map<String, Long> lengths = new HashMap<>();
    private final Map<String, byte[]> contents = new HashMap<>();

    private CifarArchiveReader(CifarLayout layout, Path archive) {
        this.layout = layout;
        this.archive = archive;
        layout.files().forEach(file -> lengths.put(file.name(), layout.length(file)));
    }

    /** Reads all data files and the class names. */
    static CifarSource.Archive read(CifarLayout layout, Path archive) {
        return new CifarArchiveReader(layout, archive).read();
    }

    private CifarSource.Archive read() {
        MessageDigest md5;
        try {
            md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has MD5.", e);
        }
        long limit = lengths.values().stream().mapToLong(Long::longValue).sum() + MAXIMUM_REST;
        // The digest lies under the buffer: the decompressor puts unused bytes back, and they would be counted twice.
        try (InputStream file =
                new BufferedInputStream(new DigestInputStream(Files.newInputStream(archive), md5), 1 << 16)) {
            TarArchiveInputStream tar =
                    new TarArchiveInputStream(new LimitedStream(new GzipCompressorInputStream(file), limit));
            readEntries(tar);
            file.transferTo(OutputStream.nullOutputStream()); // the MD5 covers what follows the last entry, too
        } catch (EOFException e) {
            throw wrong("a whole archive", "its end in the middle of the data (truncated)", e);
        } catch (IOException | IllegalArgumentException e) {
            throw wrong("a gzip-compressed tar archive", "'" + e.getMessage() + "'", e);
        }
        for (CifarLayout.DataFile data : layout.files()) {
            if (!contents.containsKey(data.name())) {
                throw wrong("the entry " + layout.folder() + "/" + data.name(), "none", null);
            }
        }
        boolean official =
                HexFormat.of().formatHex(md5.digest()).equals(layout.archive().md5());
        return new CifarSource.Archive(layout, archive, official, contents);
    }

    private void readEntries(TarArchiveInputStream tar) throws IOException {
        int entries = 0;
        for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            if (++entries > MAXIMUM_ENTRIES) {
                throw wrong("at most " + MAXIMUM_ENTRIES + " entries", "more", null);
            }
            String path = entry.getName().startsWith("./") ? entry.getName().substring(2) : entry.getName();
            if (entry.isDirectory() && (path.isEmpty() || path.equals(layout.folder() + "/"))) {
                continue;
            }
            String name = path.startsWith(layout.folder() + "/")
                    ? path.substring(layout.folder().length() + 1)
                    : "";
            if (name.isEmpty() || name.contains("/") || !entry.isFile() || entry.isLink() || entry.isSymbolicLink()) {
                throw wrong("plain files in " + layout.folder() + " only", "the entry '" + printable(path) + "'", null);
            }
            readFile(tar, entry, name);
        }
    }

    private void readFile(TarArchiveInputStream tar, TarArchiveEntry entry, String name) throws IOException {
        long length = entry.getSize();
        Long expected = lengths.get(name);
        if (expected == null && length > CifarSource.MAXIMUM_NAMES) {
            throw wrong(
                    "only the files of " + layout.name(),
                    "the entry '" + printable(name) + "' of " + length + " bytes",
                    null);
        }
        if (expected == null && !name.equals(layout.namesFile())) {
            return; // a read-me file, say
        }
        if (expected != null && length != expected) {
            throw wrong(expected + " bytes in the entry " + layout.folder() + "/" + name, String.valueOf(length), null);
        }
        byte[] content = tar.readNBytes((int) length);
        if (content.length != length) {
            throw new EOFException();
        }
        if (contents.put(name, content) != null) {
            throw wrong("the entry " + layout.folder() + "/" + name + " once", "it twice", null);
        }
    }

    private DatasetException wrong(String expected, String found, Exception cause) {
        return new DatasetException(
                archive,
                expected,
                found,
                "replace it by the archive from " + layout.archive().address(),
                cause);
    }

    /** An entry name as it may be shown on a terminal. */
    private static String printable(String name) {
        String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
    }

    /** Ends with an error where the decompressor yields more than a dataset can have. */
    private static final class LimitedStream extends FilterInputStream {
        private long left;

        LimitedStream(InputStream in, long limit) {
            super(in);
            this.left = limit;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count(Math.max(0, read));
            return read;
        }

        @Override
        public long skip(long n) throws IOException {
            long skipped = super.skip(n);
            count(skipped);
            return skipped;
        }

        private void count(long bytes) throws IOException {
            left -= bytes;
            if (left < 0) {
                throw new IOException("more decompressed bytes than the dataset has");
            }
        }
    }
}
