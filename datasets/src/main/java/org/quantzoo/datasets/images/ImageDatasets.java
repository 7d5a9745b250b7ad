package org.quantzoo.datasets.images;

import java.nio.file.Files;
import java.nio.file.Path;
import org.quantzoo.datasets.store.DataDirectory;
import org.quantzoo.datasets.store.DatasetException;
import org.quantzoo.datasets.store.Download;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds image datasets by name, or reads them from a given place.
 *
 * <p>A dataset is looked for in the {@link DataDirectory data folder}, first as a folder ({@code cifar-10-batches-bin}), then as an
 * archive ({@code cifar-10-binary.tar.gz}); it is downloaded from its official address where it is not there, unless
 * {@code -Dquantzoo.offline=true}. A copy that is there but wrong is an error, never silently replaced.
 */
public final class ImageDatasets {

    private static final Logger LOG = LoggerFactory.getLogger(ImageDatasets.class);

    private ImageDatasets() {}

    /**
     * Finds a dataset.
     *
     * @param name {@code cifar10}, {@code cifar100}, {@code embedded}, or {@code auto}: CIFAR-10, or the embedded images where it
     *     is neither on disk nor can be downloaded, with a warning and a note in the provenance
     * @throws DatasetException where a copy on disk is wrong, or (not for {@code auto}) none can be had
     * @throws IllegalArgumentException for any other name
     */
    public static ImageDataset resolve(String name) {
        return resolve(
                name,
                new DatasetSearch(DataDirectory.fromSettings(), DataDirectory.isOffline(), Download::fetch),
                CifarLayout.CIFAR10);
    }

    static ImageDataset resolve(String name, DatasetSearch search, CifarLayout cifar10) {
        return switch (name) {
            case "auto" -> cifarOrEmbedded(search, cifar10);
            case "cifar10" -> cifar(search, cifar10);
            case "cifar100" -> cifar(search, CifarLayout.CIFAR100);
            case "embedded" -> EmbeddedImages.dataset();
            default -> throw new IllegalArgumentException(
                    "Expected the dataset auto, cifar10, cifar100 or embedded, found '" + name + "'.");
        };
    }

    /**
     * Reads CIFAR-10 in the official binary layout.
     *
     * @param folderOrArchive the folder of the {@code .bin} files, or the {@code .tar.gz}
     * @throws DatasetException where anything is missing or wrong
     */
    public static ImageDataset cifar10(Path folderOrArchive) {
        return read(CifarLayout.CIFAR10, folderOrArchive);
    }

    /**
     * Reads CIFAR-100, with its 100 fine classes, in the official binary layout.
     *
     * @param folderOrArchive the folder of the {@code .bin} files, or the {@code .tar.gz}
     * @throws DatasetException where anything is missing or wrong
     */
    public static ImageDataset cifar100(Path folderOrArchive) {
        return read(CifarLayout.CIFAR100, folderOrArchive);
    }

    static ImageDataset read(CifarLayout layout, Path path) {
        if (Files.isDirectory(path)) {
            return CifarReader.read(layout, CifarSource.folder(layout, path));
        }
        if (!Files.exists(path)) {
            throw new DatasetException(
                    path,
                    "the folder or archive of " + layout.name(),
                    "no such file",
                    "download " + layout.archive().address());
        }
        return CifarReader.read(layout, CifarSource.archive(layout, path));
    }

    private static ImageDataset cifar(DatasetSearch search, CifarLayout layout) {
        try {
            return search.read(layout);
        } catch (DatasetSearch.NotAvailableException e) {
            throw e.reason();
        }
    }

    private static ImageDataset cifarOrEmbedded(DatasetSearch search, CifarLayout layout) {
        try {
            return search.read(layout);
        } catch (DatasetSearch.NotAvailableException e) {
            String notice =
                    layout.name() + " is not available, so the embedded images are used; results on them cannot be"
                            + " compared with any paper. Reason: " + e.getMessage();
            LOG.warn("==== NOTICE ====");
            LOG.warn(notice);
            LOG.warn("================");
            ImageDataset embedded = EmbeddedImages.dataset();
            return new ImageDataset(
                    embedded.name(),
                    embedded.train(),
                    embedded.test(),
                    embedded.standardization(),
                    embedded.provenance().withNote(notice));
        }
    }
}
