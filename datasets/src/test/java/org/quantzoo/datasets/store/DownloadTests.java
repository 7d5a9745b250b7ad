package org.quantzoo.datasets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DownloadTests {

    private static final byte[] CONTENT = new byte[300_000];

    static {
        new Random(1).nextBytes(CONTENT);
    }

    @TempDir
    Path directory;

    private FileServer server;

    @BeforeEach
    void start() throws IOException {
        server = new FileServer(CONTENT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Path target() {
        return directory.resolve("data.bin");
    }

    private Path part() {
        return directory.resolve("data.bin.part");
    }

    private Download download(Download.PartOpener opener) {
        return new Download(server.file(), directory, opener, Duration.ofSeconds(5), Duration.ofSeconds(5));
    }

    private void assertNothingUnderTheFinalName() {
        assertThat(target()).doesNotExist();
    }

    @Test
    void theFileArrivesWholeAndTheTemporaryOneIsGone() {
        assertThat(Download.fetch(server.file(), directory.resolve("new/folder")))
                .isEqualTo(directory.resolve("new/folder/data.bin"))
                .hasBinaryContent(CONTENT);
        assertThat(directory.resolve("new/folder/data.bin.part")).doesNotExist();
    }

    @Test
    void aFileThatIsThereIsNotDownloadedAgain() {
        Download.fetch(server.file(), directory);
        Download.fetch(server.file(), directory);
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void anInterruptedDownloadContinuesWhereItStopped() throws IOException {
        Files.write(part(), Arrays.copyOf(CONTENT, 100_000));
        assertThat(Download.fetch(server.file(), directory)).hasBinaryContent(CONTENT);
        assertThat(server.requests).containsExactly("bytes=100000-");
    }

    @Test
    void aServerWithoutRangesSendsEverythingAnew() throws IOException {
        server.manner = FileServer.Manner.WITHOUT_RANGES;
        Files.write(part(), Arrays.copyOf(CONTENT, 100_000));
        assertThat(Download.fetch(server.file(), directory)).hasBinaryContent(CONTENT);
    }

    @Test
    void aCompleteTemporaryFileOnlyNeedsItsName() throws IOException {
        Files.write(part(), CONTENT);
        assertThat(Download.fetch(server.file(), directory)).hasBinaryContent(CONTENT);
    }

    @Test
    void aTemporaryFileOfSomethingElseIsThrownAway() throws IOException {
        Files.write(part(), new byte[100_000]);
        assertThat(Download.fetch(server.file(), directory)).hasBinaryContent(CONTENT);
        assertThat(server.requests).containsExactly("bytes=100000-", "");
    }

    @Test
    void aConnectionThatBreaksOffIsResumedAndGivenUpAfterFiveAttempts() {
        server.manner = FileServer.Manner.BREAKING_OFF;
        assertThatThrownBy(() -> Download.fetch(server.file(), directory))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(
                        server.address() + ": expected 300000 bytes, found the end of the connection after ")
                .hasMessageEndingWith("or place the file by hand at " + target() + ".");
        assertThat(server.requests).hasSize(5).startsWith("", "bytes=150000-", "bytes=225000-");
        assertNothingUnderTheFinalName();
        server.manner = FileServer.Manner.WELL;
        assertThat(Download.fetch(server.file(), directory)).hasBinaryContent(CONTENT);
    }

    @Test
    void aFileWithAnotherChecksumIsRefused() {
        RemoteFile wrong = new RemoteFile(server.address(), "data.bin", "0".repeat(32), 1_000_000);
        assertThatThrownBy(() -> Download.fetch(wrong, directory))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("expected a file with MD5 " + "0".repeat(32))
                .hasMessageContaining("found one of 300000 bytes with MD5 " + FileServer.md5(CONTENT));
        assertNothingUnderTheFinalName();
        assertThat(part()).doesNotExist();
    }

    @Test
    void aFileLongerThanPossibleIsCutOff() {
        RemoteFile small = new RemoteFile(server.address(), "data.bin", FileServer.md5(CONTENT), 200_000);
        assertThatThrownBy(() -> Download.fetch(small, directory))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("expected at most 200000 bytes, found more");
        assertNothingUnderTheFinalName();
        assertThat(part()).doesNotExist();
    }

    @Test
    void aMissingFileOnTheServerIsNamed() {
        server.manner = FileServer.Manner.NOT_FOUND;
        assertThatThrownBy(() -> Download.fetch(server.file(), directory))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(server.address() + ": expected HTTP status 200, found status 404; ");
        assertNothingUnderTheFinalName();
    }

    @Test
    void aFullDiskLeavesNothingBehind() {
        Download.PartOpener fullAfter100k = (file, append) -> new FilterOutputStream(Files.newOutputStream(file)) {
            private int written;

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                written += length;
                if (written > 100_000) {
                    throw new IOException("No space left on device");
                }
                out.write(bytes, offset, length);
            }
        };
        assertThatThrownBy(() -> download(fullAfter100k).fetch())
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(
                        part() + ": expected room for 300000 bytes, found 'No space left on device' after ")
                .hasMessageEndingWith("; free some space or choose another folder with -Dquantzoo.data.");
        assertNothingUnderTheFinalName();
        assertThat(part()).doesNotExist();
    }

    @Test
    void aDiskThatIsFullOnlyWhenTheFileIsClosedLeavesNothingBehind() {
        Download.PartOpener failingClose = (file, append) -> new FilterOutputStream(Files.newOutputStream(file)) {
            @Override
            public void close() throws IOException {
                super.close();
                throw new IOException("No space left on device");
            }
        };
        assertThatThrownBy(() -> download(failingClose).fetch())
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("No space left on device");
        assertNothingUnderTheFinalName();
        assertThat(part()).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThatThrownBy(() -> Download.fetch(server.file(), file.resolve("data")))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith(file.resolve("data") + ": expected a folder this user can write to, found '")
                .hasMessageEndingWith("; change its permissions or choose another folder with -Dquantzoo.data.");
    }

    @Test
    void aFileThatCannotBeOpenedForWritingIsNamed() {
        Download.PartOpener denied = (file, append) -> {
            throw new AccessDeniedException(file.toString());
        };
        assertThatThrownBy(() -> download(denied).fetch())
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(part() + ": expected ")
                .hasMessageContaining("AccessDeniedException");
        assertNothingUnderTheFinalName();
    }

    @Test
    void aPortWhereNobodyListensFailsAtOnce() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        RemoteFile nowhere = new RemoteFile(URI.create("http://127.0.0.1:" + free + "/data.bin"), "data.bin", "", 1);
        assertThatThrownBy(() -> Download.fetch(nowhere, directory))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("expected an answer, found Connection refused; check the connection");
    }

    @Test
    void aHostThatNeverAnswersFailsAfterTheReadTimeout() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            RemoteFile file = new RemoteFile(
                    URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/data.bin"), "data.bin", "", 1);
            Download download =
                    new Download(file, directory, (p, a) -> null, Duration.ofMillis(300), Duration.ofMillis(300));
            long start = System.nanoTime();
            assertThatThrownBy(download::fetch)
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("timed out");
            // 0.3 s asked for; the rest is for a busy machine
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void aHostNameThatDoesNotExistIsNamed() {
        RemoteFile file = new RemoteFile(URI.create("http://host.invalid/data.bin"), "data.bin", "", 1);
        assertThatThrownBy(() -> Download.fetch(file, directory))
                .isInstanceOf(DatasetException.class)
                .hasMessageStartingWith("http://host.invalid/data.bin: expected an answer, found ");
    }

    @Test
    void threadsOfOneProcessDownloadOnce() throws Exception {
        server.manner = FileServer.Manner.SLOWLY;
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            Callable<Path> task = () -> Download.fetch(server.file(), directory);
            for (Future<Path> path : threads.invokeAll(List.of(task, task, task, task))) {
                assertThat(path.get()).hasBinaryContent(CONTENT);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void twoProcessesDownloadOnce() throws Exception {
        server.manner = FileServer.Manner.SLOWLY;
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(child());
        }
        for (Process process : processes) {
            assertThat(process.waitFor())
                    .as(new String(process.getInputStream().readAllBytes()))
                    .isZero();
        }
        assertThat(target()).hasBinaryContent(CONTENT);
        assertThat(server.requests).hasSize(1);
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactlyInAnyOrder(target(), directory.resolve(".data.bin.lock"));
        }
    }

    @Test
    void aProcessThatIsKilledWhileItHoldsTheLockFreesIt() throws Exception {
        Path lock = directory.resolve(".data.bin.lock");
        Process holder = java(LockHolder.class, lock.toString());
        try {
            assertThat(holder.getInputStream().read()).isEqualTo('h');
            holder.destroyForcibly().waitFor();
            assertThat(Download.fetch(server.file(), directory)).hasBinaryContent(CONTENT);
        } finally {
            holder.destroyForcibly();
        }
    }

    private Process child() throws IOException {
        RemoteFile file = server.file();
        return java(Child.class, file.address().toString(), file.md5(), directory.toString());
    }

    private static Process java(Class<?> main, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** The other process. */
    static final class Child {
        public static void main(String[] arguments) {
            RemoteFile file = new RemoteFile(URI.create(arguments[0]), "data.bin", arguments[1], 1_000_000);
            Download.fetch(file, Path.of(arguments[2]));
        }
    }

    /** A process that takes a lock, says so, and never ends. */
    static final class LockHolder {
        public static void main(String[] arguments) throws Exception {
            try (ProcessLock lock = ProcessLock.acquire(Path.of(arguments[0]), () -> {});
                    OutputStream out = System.out) {
                out.write('h');
                out.flush();
                Thread.sleep(Long.MAX_VALUE);
            }
        }
    }
}
