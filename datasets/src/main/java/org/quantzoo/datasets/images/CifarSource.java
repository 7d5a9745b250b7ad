package org.quantzoo.datasets.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.quantzoo.datasets.store.DatasetException;

/** The files of a CIFAR dataset, from a folder or from an archive, with the lengths they must have. */
interface CifarSource {

    /** Where the files are. */
    Path location();

    /** What to call one of the files in a message. */
    String describe(String file);

    /** Whether this is the official archive, bit for bit. */
    boolean isOfficial();

    /** The contents of a data file; each file can be read once. */
    byte[] read(CifarLayout.DataFile file);

    /** The contents of the file with the class names, or null where there is none. */
    byte[] readNames();

    /** No file of class names is longer; CIFAR-100's has about 1,000 bytes. */
    int MAXIMUM_NAMES = 64 << 10;

    /** Opens a folder. */
    static CifarSource folder(CifarLayout layout, Path folder) {
        return new Folder(layout, folder);
    }

    /** Reads an archive ({@code .tar.gz}) into memory; nothing is unpacked to disk. */
    static CifarSource archive(CifarLayout layout, Path archive) {
        return CifarArchiveReader.read(layout, archive);
    }

    /** A folder of files. */
    record Folder(CifarLayout layout, Path location) implements CifarSource {

        @Override
        public String describe(String file) {
            return location.resolve(file).toString();
        }

        @Override
        public boolean isOfficial() {
            return false;
        }

        @Override
        public byte[] read(CifarLayout.DataFile file) {
            Path path = location.resolve(file.name());
            String expected =
                    layout.length(file) + " bytes (" + file.records() + " records of " + layout.recordLength() + ")";
            String remedy = "restore the file from " + layout.archive().address() + " or remove the folder";
            if (!Files.isRegularFile(path)) {
                throw new DatasetException(path, expected, "no such file", remedy);
            }
            try {
                long length = Files.size(path);
                if (length != layout.length(file)) {
                    throw new DatasetException(
                            path,
                            expected,
                            length + (length < layout.length(file) ? " (truncated)" : " (extra bytes)"),
                            remedy);
                }
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw new DatasetException(path, expected, "'" + e + "'", remedy, e);
            }
        }

        @Override
        public byte[] readNames() {
            Path path = location.resolve(layout.namesFile());
            try {
                if (!Files.isRegularFile(path)) {
                    return null;
                }
                if (Files.size(path) > MAXIMUM_NAMES) {
                    throw new DatasetException(
                            path, "a list of class names", Files.size(path) + " bytes", "remove or restore the file");
                }
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw new DatasetException(path, "a readable file", "'" + e + "'", "remove or restore the file", e);
            }
        }
    }

    /** The files of an archive, in memory. */
    record Archive(CifarLayout layout, Path location, boolean isOfficial, Map<String, byte[]> contents)
            implements CifarSource {

        @Override
        public String describe(String file) {
            return location + "!" + layout.folder() + "/" + file;
        }

        @Override
        public byte[] read(CifarLayout.DataFile file) {
            return contents.remove(file.name());
        }

        @Override
        public byte[] readNames() {
            return contents.get(layout.namesFile());
        }
    }
}
