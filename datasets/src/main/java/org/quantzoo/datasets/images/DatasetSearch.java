package org.quantzoo.datasets.images;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.quantzoo.datasets.store.DataDirectory;
import org.quantzoo.datasets.store.DatasetException;
import org.quantzoo.datasets.store.RemoteFile;

/** Looks for a CIFAR dataset in the data folder, and downloads it where it is not there. */
final class DatasetSearch {

    /** Brings a file into a folder. */
    @FunctionalInterface
    interface Fetcher {
        Path fetch(RemoteFile file, Path directory);
    }

    private final DataDirectory directory;
    private final boolean offline;
    private final Fetcher fetcher;

    DatasetSearch(DataDirectory directory, boolean offline, Fetcher fetcher) {
        this.directory = directory;
        this.offline = offline;
        this.fetcher = fetcher;
    }

    /**
     * Reads the dataset from disk, after a download where necessary.
     *
     * @throws DatasetException where a copy on disk is wrong
     * @throws NotAvailableException where there is none and none can be had
     */
    ImageDataset read(CifarLayout layout) throws NotAvailableException {
        Optional<CifarSource> local = local(layout);
        return CifarReader.read(layout, local.isPresent() ? local.get() : downloaded(layout));
    }

    private Optional<CifarSource> local(CifarLayout layout) {
        Path folder = directory.path().resolve(layout.folder());
        Path archive = directory.path().resolve(layout.archive().name());
        if (Files.isDirectory(folder)) {
            return Optional.of(CifarSource.folder(layout, folder));
        }
        if (Files.exists(archive)) {
            return Optional.of(CifarSource.archive(layout, archive));
        }
        if (Files.exists(directory.path().resolve(layout.train().get(0).name()))) {
            return Optional.of(CifarSource.folder(layout, directory.path()));
        }
        return Optional.empty();
    }

    private CifarSource downloaded(CifarLayout layout) throws NotAvailableException {
        if (offline) {
            throw new NotAvailableException(new DatasetException(
                    directory.path(),
                    layout.folder() + " or " + layout.archive().name() + " (" + directory.setting()
                            + " names the folder)",
                    "neither, and -D" + DataDirectory.OFFLINE + "=true forbids the download",
                    "place one of them there or allow the download"));
        }
        try {
            return CifarSource.archive(layout, fetcher.fetch(layout.archive(), directory.path()));
        } catch (DatasetException e) {
            throw new NotAvailableException(e);
        }
    }

    /** Says that a dataset is not on this machine and why it could not be brought here. */
    static final class NotAvailableException extends Exception {
        private static final long serialVersionUID = 1L;
        private final DatasetException reason;

        NotAvailableException(DatasetException reason) {
            super(reason.getMessage(), reason);
            this.reason = reason;
        }

        DatasetException reason() {
            return reason;
        }
    }
}
