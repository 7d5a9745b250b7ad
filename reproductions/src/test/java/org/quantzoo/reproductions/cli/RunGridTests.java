package org.quantzoo.reproductions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quantzoo.reproductions.grid.GridJob;
import org.quantzoo.reproductions.runs.RunKey;
import org.quantzoo.reproductions.runs.Scale;

class RunGridTests {
    private static final String CELL = "starting-positions/table1/DWS_Conv_With_BN_HeNorm";

    @TempDir
    Path runs;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void a_dry_run_lists_all_runs_cheapest_first() {
        assertThat(grid("--scale", "smoke", "--seeds", "1,2", "--dry-run"))
                .as(err.toString())
                .isZero();
        List<String> lines = out.toString().lines().toList();

        // Two initialisation studies of 48 cells, six FactorizeNets, twelve networks of the literal reading, one
        // suggestion; a heading and a sum.
        assertThat(lines).hasSize(1 + 2 * (48 + 48 + 6 + 12 + 1) + 1);
        // Small maps without batch normalisation are quick; many layers on large maps are not, whatever their
        // multiply-accumulates.
        assertThat(lines.get(1)).contains("DWS_Conv_No_BN");
        assertThat(lines.get(lines.size() - 2)).contains("MbNetv2_Conv_With_BN");
        List<Double> costs = lines.stream()
                .filter(line -> line.contains(" %  "))
                .map(line -> Double.parseDouble(line.strip().split(" ")[0]))
                .toList();
        assertThat(costs).isSorted();
    }

    @Test
    void studies_and_cells_restrict_the_grid() {
        assertThat(grid("--scale", "smoke", "--study", "thesis/ch5-text", "--cell", CELL, "--dry-run"))
                .isZero();
        assertThat(out.toString().lines()).hasSize(1 + 6 + 1 + 1);
    }

    @Test
    void an_unknown_study_is_answered_with_the_nearest() {
        assertThat(grid("--scale", "smoke", "--study", "starting-positions/tabel1"))
                .isEqualTo(Reproduce.FAILURE);
        assertThat(err.toString()).contains("nearest: starting-positions/table1");
    }

    @Test
    void a_process_is_this_java_with_the_run_of_the_job_and_ends_with_its_parent() {
        List<String> line = new CellProcess(runs, "embedded", 3, 5_000_000_000L, true)
                .line(new GridJob(new RunKey(CELL, Scale.SMOKE, 7, "0123456789ab"), 4, 1));
        assertThat(line)
                .contains(
                        "-Dquantzoo.threads=3",
                        "-Dorg.bytedeco.javacpp.maxphysicalbytes=5000000000",
                        "-XX:+ExitOnOutOfMemoryError",
                        Reproduce.class.getName());
        // This process' own limit, which Maven gives it, is not theirs.
        assertThat(line)
                .filteredOn(argument -> argument.contains("maxphysicalbytes"))
                .hasSize(1);
        assertThat(String.join(" ", line))
                .endsWith("run " + CELL + " --scale smoke --seed 7 --dataset embedded --stop-after 4 --runs " + runs
                        + " --end-with-input --analyze");
    }

    @Test
    void an_orphan_ends_when_its_parents_pipe_breaks() throws Exception {
        Path log = runs.resolve("orphan.log");
        Process orphan = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Orphan.class.getName())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try (OutputStream pipe = orphan.getOutputStream()) {
            waitFor(log, "waiting");
            assertThat(orphan.isAlive()).isTrue();
        }
        assertThat(orphan.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(orphan.exitValue()).isEqualTo(143);
    }

    private static void waitFor(Path log, String text) throws IOException, InterruptedException {
        for (int i = 0; i < 1000 && !(Files.exists(log) && Files.readString(log).contains(text)); i++) {
            Thread.sleep(20);
        }
        assertThat(log).content().contains(text);
    }

    private int grid(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "grid";
        System.arraycopy(options, 0, arguments, 1, options.length);
        arguments[options.length + 1] = "--runs";
        arguments[options.length + 2] = runs.toString();
        return Reproduce.execute(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    /** The process whose parent goes away. */
    static final class Orphan {
        public static void main(String... arguments) throws InterruptedException {
            ParentWatch.endWithInput();
            System.out.println("waiting");
            Thread.sleep(60_000);
        }
    }
}
