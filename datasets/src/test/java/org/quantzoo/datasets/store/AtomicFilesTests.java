package org.quantzoo.datasets.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTests {
    private static final int BYTES = 1 << 20;

    @TempDir
    Path folder;

    @Test
    void aFileReplacesTheOneBeforeAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("new/file.bin");
        AtomicFiles.write(file, new byte[] {1});
        AtomicFiles.write(file, new byte[] {2, 3});
        assertThat(file).hasBinaryContent(new byte[] {2, 3});
        assertThat(file.getParent()).isDirectoryNotContaining(other -> !other.equals(file));
    }

    @Test
    void theHashIsThatOfTheFile() throws IOException {
        Path file = folder.resolve("file.bin");
        String hash = AtomicFiles.write(file, temporary -> Files.writeString(temporary, "content"));
        assertThat(hash).isEqualTo(Sha256.of("content".getBytes())).isEqualTo(Sha256.of(file));
    }

    @Test
    void aFileInTheWorkingFolderNeedsNoPath() throws IOException {
        Path file = Path.of("atomic-files-tests.tmp");
        try {
            AtomicFiles.write(file, new byte[] {1});
            assertThat(file).hasBinaryContent(new byte[] {1});
        } finally {
            Files.deleteIfExists(file);
        }
    }

    @Test
    void aFileWhoseWritingFailsLeavesTheOneBefore() throws IOException {
        Path file = folder.resolve("file.bin");
        AtomicFiles.write(file, new byte[] {1});
        assertThatThrownBy(() -> AtomicFiles.write(file, temporary -> {
                    Files.writeString(temporary, "half");
                    throw new IOException("No space left on device");
                }))
                .hasMessage("No space left on device");
        assertThat(file).hasBinaryContent(new byte[] {1});
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
    }

    /** Writes one content after the other, without end. */
    static final class EndlessWriter {
        public static void main(String... arguments) throws IOException {
            Path file = Path.of(arguments[0]);
            for (byte value = 0; ; value++) {
                byte[] content = new byte[BYTES];
                Arrays.fill(content, value);
                AtomicFiles.write(file, content);
            }
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aProcessThatIsKilledLeavesAWholeFile() throws Exception {
        Path file = folder.resolve("file.bin");
        for (int trial = 0; trial < 3; trial++) {
            Process writer = start("exec \"$0\" \"$@\"", file);
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            while (!Files.exists(file) && System.nanoTime() < deadline) {
                Thread.sleep(5);
            }
            Thread.sleep(20 + 13L * trial);
            writer.destroyForcibly().waitFor(); // SIGKILL
            byte[] content = Files.readAllBytes(file);
            byte[] whole = new byte[BYTES];
            Arrays.fill(whole, content[0]);
            assertThat(content).isEqualTo(whole);
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aDiskThatIsFullLeavesTheFileBefore() throws Exception {
        Path file = folder.resolve("file.bin");
        Files.write(file, new byte[] {1});
        // The system ends every write beyond 128 blocks with an error, as a full disk does.
        Process writer = start("trap '' XFSZ; ulimit -f 128; exec \"$0\" \"$@\"", file);
        String output = new String(writer.getErrorStream().readAllBytes());
        assertThat(writer.waitFor()).isNotZero();
        assertThat(output).contains("IOException");
        assertThat(file).hasBinaryContent(new byte[] {1});
        assertThat(folder).isDirectoryNotContaining(other -> !other.equals(file));
    }

    private static Process start(String shell, Path file) throws IOException {
        return new ProcessBuilder(List.of(
                        "sh",
                        "-c",
                        shell,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx64m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        EndlessWriter.class.getName(),
                        file.toString()))
                .start();
    }
}
