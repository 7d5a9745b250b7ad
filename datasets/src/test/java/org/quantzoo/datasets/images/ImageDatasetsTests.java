package org.quantzoo.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.datasets.store.DataDirectory;
import org.quantzoo.datasets.store.DatasetException;
import org.quantzoo.datasets.store.RemoteFile;

class ImageDatasetsTests {

    @TempDir
    Path data;

    private final CifarFixture fixture = new CifarFixture(1);
    private final CifarLayout layout = fixture.layout();
    private final List<RemoteFile> fetched = new ArrayList<>();

    private ImageDataset resolve(String name, boolean offline, DatasetSearch.Fetcher fetcher) {
        DatasetSearch search =
                new DatasetSearch(new DataDirectory(data, "-Dquantzoo.data"), offline, (file, directory) -> {
                    fetched.add(file);
                    return fetcher.fetch(file, directory);
                });
        return ImageDatasets.resolve(name, search, layout);
    }

    private static Path unreachable(RemoteFile file, Path directory) {
        throw new DatasetException(file.address(), "an answer", "no address for host", "check the connection");
    }

    @Test
    void aFolderInTheDataFolderIsFoundWithoutADownload() throws IOException {
        fixture.writeFolder(data.resolve("small-cifar"));
        assertThat(resolve("auto", false, ImageDatasetsTests::unreachable).name())
                .isEqualTo("Small CIFAR");
        assertThat(fetched).isEmpty();
    }

    @Test
    void anArchiveInTheDataFolderIsFoundWithoutADownload() throws IOException {
        fixture.writeArchive(data.resolve("small.tar.gz"));
        assertThat(resolve("cifar10", true, ImageDatasetsTests::unreachable).name())
                .isEqualTo("Small CIFAR");
        assertThat(fetched).isEmpty();
    }

    @Test
    void theDataFolderItselfMayHoldTheFiles() throws IOException {
        fixture.writeFolder(data);
        assertThat(resolve("cifar10", true, ImageDatasetsTests::unreachable).name())
                .isEqualTo("Small CIFAR");
    }

    @Test
    void whatIsNotThereIsDownloaded() {
        ImageDataset dataset = resolve("auto", false, (file, directory) -> {
            try {
                return fixture.writeArchive(directory.resolve(file.name()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(dataset.name()).isEqualTo("Small CIFAR");
        assertThat(fetched).containsExactly(layout.archive());
    }

    @Test
    void autoFallsBackToTheEmbeddedImagesWithANoteWhereTheDownloadFails() {
        ImageDataset dataset = resolve("auto", false, ImageDatasetsTests::unreachable);
        assertThat(dataset.provenance().isGenerated()).isTrue();
        assertThat(dataset.train().size()).isEqualTo(EmbeddedImages.TRAIN_IMAGES);
        assertThat(dataset.provenance().notes())
                .singleElement()
                .asString()
                .startsWith("Small CIFAR is not available, so the embedded images are used; results on them cannot be "
                        + "compared with any paper. Reason: ")
                .contains("no address for host");
    }

    @Test
    void offlineNoDownloadIsTried() {
        ImageDataset dataset = resolve("auto", true, ImageDatasetsTests::unreachable);
        assertThat(fetched).isEmpty();
        assertThat(dataset.provenance().notes())
                .singleElement()
                .asString()
                .contains("-Dquantzoo.offline=true forbids the download");
    }

    @Test
    void aDatasetAskedForByNameIsNeverReplaced() {
        assertThatThrownBy(() -> resolve("cifar10", true, ImageDatasetsTests::unreachable))
                .isInstanceOf(DatasetException.class)
                .hasMessage(data + ": expected small-cifar or small.tar.gz (-Dquantzoo.data names the folder), found "
                        + "neither, and -Dquantzoo.offline=true forbids the download; "
                        + "place one of them there or allow the download.");
        assertThatThrownBy(() -> resolve("cifar10", false, ImageDatasetsTests::unreachable))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("no address for host");
    }

    @Test
    void aDamagedCopyIsAnErrorEvenForAuto() throws IOException {
        fixture.files.put("b.bin", new byte[3]);
        fixture.writeFolder(data.resolve("small-cifar"));
        assertThatThrownBy(() -> resolve("auto", false, ImageDatasetsTests::unreachable))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("found 3 (truncated)");
        assertThat(fetched).isEmpty();
    }

    @Test
    void embeddedNeedsNoFile() throws IOException {
        ImageDataset dataset = resolve("embedded", false, ImageDatasetsTests::unreachable);
        assertThat(dataset.provenance().notes()).isEmpty();
        assertThat(fetched).isEmpty();
        try (var files = Files.list(data)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void anUnknownNameGetsTheKnownOnes() {
        assertThatThrownBy(() -> ImageDatasets.resolve("mnist"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Expected the dataset auto, cifar10, cifar100 or embedded, found 'mnist'.");
    }
}
