package org.quantzoo.datasets.images;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.quantzoo.datasets.store.RemoteFile;

/** A dataset in the layout of CIFAR-10 or CIFAR-100, but small: two training files of 20 images, one test file of 10. */
final class CifarFixture {

    private static final int CLASSES = 5;

    /** The files of the folder, by name; a test may change them before it writes them. */
    final Map<String, byte[]> files = new LinkedHashMap<>();

    final int labelBytes;

    CifarFixture(int labelBytes) {
        this.labelBytes = labelBytes;
        files.put("a.bin", records(20, 1));
        files.put("b.bin", records(20, 2));
        files.put("t.bin", records(10, 3));
        files.put("names.txt", "v\nw\nx\ny\nz\n\n".getBytes(StandardCharsets.UTF_8));
    }

    /** The layout, with the constants of these very images. */
    CifarLayout layout() {
        CifarLayout unchecked = layout(Standardization.unitInterval(3), 9, "0".repeat(32));
        CifarFixture untouched = new CifarFixture(labelBytes);
        Standardization measured = Standardization.of(
                CifarReader.read(unchecked, untouched.inMemory(unchecked)).train());
        return layout(measured, 1e-9, "0".repeat(32));
    }

    CifarLayout layout(Standardization standardization, double tolerance, String md5) {
        return new CifarLayout(
                "Small CIFAR",
                "small-cifar",
                new RemoteFile(URI.create("http://host.invalid/small.tar.gz"), "small.tar.gz", md5, 1 << 20),
                List.of(new CifarLayout.DataFile("a.bin", 20), new CifarLayout.DataFile("b.bin", 20)),
                List.of(new CifarLayout.DataFile("t.bin", 10)),
                "names.txt",
                labelBytes,
                List.of("v", "w", "x", "y", "z"),
                standardization,
                tolerance);
    }

    private CifarSource inMemory(CifarLayout layout) {
        return new CifarSource.Archive(layout, Path.of("memory"), false, files);
    }

    private byte[] records(int count, long seed) {
        int length = labelBytes + 3072;
        SplittableRandom random = new SplittableRandom(seed);
        byte[] records = new byte[count * length];
        random.nextBytes(records);
        for (int i = 0; i < count; i++) {
            records[i * length + labelBytes - 1] = (byte) (i % CLASSES);
        }
        return records;
    }

    /** Writes the files into a folder. */
    Path writeFolder(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(folder.resolve(file.getKey()), file.getValue());
        }
        return folder;
    }

    /** Writes the files into an archive, after an entry for their folder. */
    Path writeArchive(Path archive) throws IOException {
        try (TarArchiveOutputStream tar = tar(archive)) {
            directory(tar, "small-cifar/");
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                entry(tar, "small-cifar/" + file.getKey(), file.getValue());
            }
        }
        return archive;
    }

    static TarArchiveOutputStream tar(Path archive) throws IOException {
        TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(archive)));
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        return tar;
    }

    static void directory(TarArchiveOutputStream tar, String name) throws IOException {
        tar.putArchiveEntry(new TarArchiveEntry(name, true));
        tar.closeArchiveEntry();
    }

    static void entry(TarArchiveOutputStream tar, String name, byte[] content) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }

    static void link(TarArchiveOutputStream tar, String name, String target) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
        entry.setLinkName(target);
        tar.putArchiveEntry(entry);
        tar.closeArchiveEntry();
    }

    /** Writes a name of the given length, as GNU tar does before an entry whose own header is too short for it. */
    static void longName(TarArchiveOutputStream tar, int length) throws IOException {
        TarArchiveEntry entry = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
        entry.setSize(length);
        tar.putArchiveEntry(entry);
        tar.write(new byte[length]);
        tar.closeArchiveEntry();
    }
}
