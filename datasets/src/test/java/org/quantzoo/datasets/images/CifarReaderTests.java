package org.quantzoo.datasets.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quantzoo.datasets.store.DatasetException;
import org.quantzoo.datasets.store.Sha256;

class CifarReaderTests {

    private static final int RECORD = 3073;

    @TempDir
    Path directory;

    private final CifarFixture fixture = new CifarFixture(1);
    private final CifarLayout layout = fixture.layout();

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void planesBecomePixelsAndTheLastLabelByteIsTheClass(int labelBytes) throws IOException {
        CifarFixture files = new CifarFixture(labelBytes);
        ImageDataset dataset = ImageDatasets.read(files.layout(), files.writeFolder(directory.resolve("small-cifar")));
        assertThat(dataset.train().size()).isEqualTo(40);
        assertThat(dataset.test().size()).isEqualTo(10);
        byte[] second = files.files.get("b.bin");
        int record = 3 * (labelBytes + 3072) + labelBytes;
        for (int channel = 0; channel < 3; channel++) {
            assertThat(dataset.train().value(20 + 3, 7, 9, channel))
                    .isEqualTo(second[record + channel * 1024 + 7 * 32 + 9] & 0xff);
        }
        assertThat(dataset.train().label(23)).isEqualTo(3);
        assertThat(dataset.train().classNames()).containsExactly("v", "w", "x", "y", "z");
    }

    @Test
    void aFolderAndAnArchiveOfTheSameFilesAreTheSameDataset() throws IOException {
        ImageDataset folder = ImageDatasets.read(layout, fixture.writeFolder(directory.resolve("small-cifar")));
        ImageDataset archive = ImageDatasets.read(layout, fixture.writeArchive(directory.resolve("small.tar.gz")));
        assertThat(archive.train().sha256()).isEqualTo(folder.train().sha256());
        assertThat(archive.test().sha256()).isEqualTo(folder.test().sha256());
        assertThat(archive.provenance().sha256()).isEqualTo(folder.provenance().sha256());
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (String name : List.of("a.bin", "b.bin", "t.bin")) {
            all.write(fixture.files.get(name));
        }
        assertThat(folder.provenance().sha256()).isEqualTo(Sha256.of(all.toByteArray()));
        assertThat(folder.provenance().origin()).isEqualTo(DatasetProvenance.Origin.LOCAL_COPY);
    }

    @Test
    void anArchiveWithThePublishedChecksumIsTheOfficialOne() throws Exception {
        Path archive = fixture.writeArchive(directory.resolve("small.tar.gz"));
        String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(Files.readAllBytes(archive)));
        CifarLayout published = fixture.layout(layout.standardization(), 1e-9, md5);
        assertThat(ImageDatasets.read(published, archive).provenance().origin())
                .isEqualTo(DatasetProvenance.Origin.OFFICIAL_ARCHIVE);
        assertThat(ImageDatasets.read(layout, archive).provenance().origin())
                .isEqualTo(DatasetProvenance.Origin.LOCAL_COPY);
    }

    @Test
    void theSameImagesInAnotherOrderAreAccepted() throws IOException {
        byte[] a = fixture.files.get("a.bin");
        byte[] b = fixture.files.get("b.bin");
        byte[] first = Arrays.copyOf(a, RECORD);
        System.arraycopy(b, 7 * RECORD, a, 0, RECORD);
        System.arraycopy(first, 0, b, 7 * RECORD, RECORD);
        assertThat(ImageDatasets.read(layout, fixture.writeFolder(directory.resolve("f")))
                        .train()
                        .classCounts())
                .containsOnly(8);
    }

    @Test
    void aFolderWithoutTheListOfNamesIsAccepted() throws IOException {
        fixture.files.remove("names.txt");
        assertThat(ImageDatasets.read(layout, fixture.writeFolder(directory.resolve("f")))
                        .classes())
                .isEqualTo(5);
    }

    private static Arguments bad(String what, Consumer<CifarFixture> damage, String... messageParts) {
        return Arguments.of(what, damage, messageParts);
    }

    static Stream<Arguments> damagedFolders() {
        return Stream.of(
                bad(
                        "missing file",
                        f -> f.files.remove("b.bin"),
                        "b.bin: expected 61460 bytes (20 records of 3073), found no such file; restore the file from "),
                bad(
                        "truncated file",
                        f -> f.files.computeIfPresent("b.bin", (n, c) -> Arrays.copyOf(c, c.length - 1)),
                        "b.bin: expected 61460 bytes (20 records of 3073), found 61459 (truncated); restore"),
                bad(
                        "empty file",
                        f -> f.files.put("t.bin", new byte[0]),
                        "t.bin: expected 30730 bytes (10 records of 3073), found 0 (truncated)"),
                bad(
                        "extra bytes",
                        f -> f.files.computeIfPresent("a.bin", (n, c) -> Arrays.copyOf(c, c.length + 1)),
                        "a.bin: expected 61460 bytes (20 records of 3073), found 61461 (extra bytes); restore"),
                bad(
                        "label out of range",
                        f -> f.files.get("b.bin")[4 * RECORD] = 5,
                        "b.bin: expected labels from 0 to 4, found label 5 in record 4; restore it from "),
                bad(
                        "label that looks negative",
                        f -> f.files.get("t.bin")[0] = -1,
                        "t.bin: expected labels from 0 to 4, found label 255 in record 0"),
                bad(
                        "unbalanced training classes",
                        f -> f.files.get("b.bin")[4 * RECORD] = 0,
                        ": expected 8 training images of each class, found 9 of class 0 ('v'); restore it from "),
                bad(
                        "unbalanced test classes",
                        f -> f.files.get("t.bin")[0] = 1,
                        ": expected 2 test images of each class, found 1 of class 0 ('v')"),
                bad(
                        "one pixel changed",
                        f -> f.files.get("a.bin")[1]++,
                        ": expected the training images of Small CIFAR with channel means [",
                        ", found means ["),
                bad(
                        "other class names",
                        f -> f.files.put("names.txt", "apple\nbear\n".getBytes(StandardCharsets.UTF_8)),
                        "names.txt: expected the 5 class names of Small CIFAR from 'v' to 'z', found 2 others from 'apple'"),
                bad(
                        "a list of names that is something else",
                        f -> f.files.put("names.txt", new byte[100_000]),
                        "names.txt: expected a list of class names, found 100000 bytes"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("damagedFolders")
    void aDamagedFolderGetsOneSentence(String what, Consumer<CifarFixture> damage, String[] messageParts)
            throws IOException {
        damage.accept(fixture);
        Path folder = fixture.writeFolder(directory.resolve("small-cifar"));
        assertThatThrownBy(() -> ImageDatasets.read(layout, folder))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(folder.toString())
                .hasMessageEndingWith(".")
                .satisfies(
                        e -> assertThat(e.getMessage()).contains(messageParts).doesNotContain("\n"));
    }

    private interface Entries {
        void write(TarArchiveOutputStream tar, CifarFixture fixture) throws IOException;
    }

    private static Arguments badArchive(String what, Entries entries, String... messageParts) {
        return Arguments.of(what, entries, messageParts);
    }

    static Stream<Arguments> hostileArchives() {
        return Stream.of(
                badArchive(
                        "wrong archive",
                        (tar, f) -> CifarFixture.entry(tar, "other-cifar/a.bin", f.files.get("a.bin")),
                        "expected plain files in small-cifar only, found the entry 'other-cifar/a.bin'"),
                badArchive(
                        "entry that leaves the folder",
                        (tar, f) -> CifarFixture.entry(tar, "small-cifar/../../a.bin", f.files.get("a.bin")),
                        "found the entry 'small-cifar/../../a.bin'"),
                badArchive(
                        "absolute entry",
                        (tar, f) -> CifarFixture.entry(tar, "/etc/passwd", new byte[1]),
                        "found the entry '/etc/passwd'"),
                badArchive(
                        "symbolic link",
                        (tar, f) -> CifarFixture.link(tar, "small-cifar/a.bin", "/etc/passwd"),
                        "found the entry 'small-cifar/a.bin'"),
                badArchive(
                        "directory in the folder",
                        (tar, f) -> CifarFixture.directory(tar, "small-cifar/more/"),
                        "found the entry 'small-cifar/more/'"),
                badArchive(
                        "entry too short",
                        (tar, f) -> CifarFixture.entry(tar, "small-cifar/a.bin", new byte[61_459]),
                        "expected 61460 bytes in the entry small-cifar/a.bin, found 61459"),
                badArchive(
                        "entry too long",
                        (tar, f) -> CifarFixture.entry(tar, "small-cifar/a.bin", new byte[61_461]),
                        "expected 61460 bytes in the entry small-cifar/a.bin, found 61461"),
                badArchive(
                        "large entry of another name",
                        (tar, f) -> CifarFixture.entry(tar, "small-cifar/x.bin", new byte[100_000]),
                        "expected only the files of Small CIFAR, found the entry 'x.bin' of 100000 bytes"),
                badArchive(
                        "the same entry twice",
                        (tar, f) -> {
                            CifarFixture.entry(tar, "small-cifar/a.bin", f.files.get("a.bin"));
                            CifarFixture.entry(tar, "small-cifar/a.bin", f.files.get("a.bin"));
                        },
                        "expected the entry small-cifar/a.bin once, found it twice"),
                badArchive(
                        "too many entries",
                        (tar, f) -> {
                            for (int i = 0; i < 100; i++) {
                                CifarFixture.entry(tar, "small-cifar/" + i, new byte[0]);
                            }
                        },
                        "expected at most 64 entries, found more"),
                badArchive(
                        "missing entry",
                        (tar, f) -> CifarFixture.entry(tar, "small-cifar/a.bin", f.files.get("a.bin")),
                        "expected the entry small-cifar/b.bin, found none"),
                badArchive(
                        "name that would play with the terminal",
                        (tar, f) -> CifarFixture.entry(tar, "x\u001b[2J", new byte[1]),
                        "found the entry 'x?[2J'"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostileArchives")
    void aHostileArchiveGetsOneSentence(String what, Entries entries, String[] messageParts) throws IOException {
        Path archive = directory.resolve("small.tar.gz");
        try (TarArchiveOutputStream tar = CifarFixture.tar(archive)) {
            entries.write(tar, fixture);
        }
        assertRefused(archive, messageParts);
    }

    @Test
    void smallFilesBesideTheDataAreSkipped() throws IOException {
        fixture.files.put("readme.html", new byte[500]);
        ImageDataset dataset = ImageDatasets.read(layout, fixture.writeArchive(directory.resolve("small.tar.gz")));
        assertThat(dataset.train().size()).isEqualTo(40);
    }

    @Test
    void aTruncatedArchiveIsRefused() throws IOException {
        Path archive = fixture.writeArchive(directory.resolve("small.tar.gz"));
        byte[] bytes = Files.readAllBytes(archive);
        for (int length : new int[] {10, bytes.length / 2, bytes.length - 5_000}) {
            Files.write(archive, Arrays.copyOf(bytes, length));
            assertRefused(archive, "found ");
        }
        Files.write(archive, new byte[0]);
        assertRefused(archive, "found ");
    }

    @Test
    void aFileThatIsNoArchiveIsRefused() throws IOException {
        assertRefused(
                Files.writeString(directory.resolve("small.tar.gz"), "<html>Please log in</html>"),
                "expected a gzip-compressed tar archive, found '");
    }

    @Test
    void anArchiveThatUnpacksToFarMoreThanADatasetIsRefused() throws IOException {
        // the flood comes as the name of an entry, which the tar reader would take into memory whole
        Path archive = directory.resolve("small.tar.gz");
        try (TarArchiveOutputStream tar = CifarFixture.tar(archive)) {
            CifarFixture.longName(tar, 6 << 20);
        }
        assertThat(Files.size(archive)).isLessThan(1 << 20);
        assertRefused(archive, "found ");
    }

    private void assertRefused(Path archive, String... messageParts) {
        assertThatThrownBy(() -> ImageDatasets.read(layout, archive))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(archive + ": expected ")
                .hasMessageEndingWith("; replace it by the archive from http://host.invalid/small.tar.gz.")
                .satisfies(
                        e -> assertThat(e.getMessage()).contains(messageParts).doesNotContain("\n"));
    }

    @Test
    void aPathThatDoesNotExistIsNamed() {
        assertThatThrownBy(() -> ImageDatasets.cifar10(directory.resolve("none")))
                .isInstanceOf(DatasetException.class)
                .hasMessage(
                        directory.resolve("none") + ": expected the folder or archive of CIFAR-10, found no such file; "
                                + "download https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz.");
    }

    @Test
    void theOfficialLayoutsHaveThePublishedSizes() {
        assertThat(CifarLayout.CIFAR10.files())
                .hasSize(6)
                .allSatisfy(file -> assertThat(CifarLayout.CIFAR10.length(file)).isEqualTo(30_730_000));
        assertThat(CifarLayout.CIFAR100.length(CifarLayout.CIFAR100.train().get(0)))
                .isEqualTo(153_700_000);
        assertThat(CifarLayout.CIFAR100.classNames()).hasSize(100).isSorted().doesNotHaveDuplicates();
    }
}
