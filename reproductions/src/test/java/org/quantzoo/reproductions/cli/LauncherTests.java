package org.quantzoo.reproductions.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code reproductions/reproduce}, with a Java that only says how it was called. */
@DisabledOnOs(OS.WINDOWS)
class LauncherTests {
    @TempDir
    Path checkout;

    private Path script;
    private Path java;

    @BeforeEach
    void copyScript() throws IOException {
        script = checkout.resolve("reproductions").resolve("reproduce");
        Files.createDirectories(script.getParent());
        Files.copy(Path.of("reproduce"), script);
        java = checkout.resolve("jdk");
        Path executable = java.resolve("bin").resolve("java");
        Files.createDirectories(executable.getParent());
        Files.writeString(executable, "#!/bin/sh\necho \"threads=$OMP_NUM_THREADS\" \"$@\"\n");
        assertThat(executable.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void withoutJarsItNamesTheCommandThatBuildsThem() throws Exception {
        Result result = launch(Map.of(), "list");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output())
                .startsWith("reproduce: the jars are not built; run: mvn -B package")
                .hasLineCount(1);
    }

    @Test
    void itPutsTheLibraryOfThisCpuInFrontAndKeepsArgumentsApart() throws Exception {
        build();
        Result result =
                launch(Map.of("OMP_NUM_THREADS", "3", "JAVA_OPTS", "-Da=1 -Db=2"), "show", "two words", "--json");

        assertThat(result.exitCode()).isZero();
        assertThat(result.output())
                .startsWith("threads=3 -Xmx3g ")
                .contains("-Dquantzoo.threads=3 -Da=1 -Db=2 -cp ")
                .contains("nd4j-native.jar:" + checkout.toRealPath()
                        + "/reproductions/target/quantzoo-reproductions-1.jar:")
                .contains("org.quantzoo.reproductions.cli.Reproduce show two words --json");
    }

    @Test
    void threadsAreThoseOfTheMachineWhereNothingElseIsSaid() throws Exception {
        build();

        assertThat(launch(Map.of(), "list").output()).matches("(?s)threads=[1-9][0-9]* .*");
    }

    @Test
    void aMissingJavaIsNamed() throws Exception {
        build();
        Result result = launch(Map.of("JAVA_HOME", checkout.resolve("nothing").toString()), "list");

        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.output()).startsWith("reproduce: no Java found at").contains("JAVA_HOME");
    }

    private void build() throws IOException {
        Path target = script.resolveSibling("target");
        Files.createDirectories(target.resolve("lib"));
        Files.createFile(target.resolve("quantzoo-reproductions-1.jar"));
        Files.createFile(target.resolve("quantzoo-reproductions-1-sources.jar"));
        Path nativeFolder = checkout.resolve("target").resolve("nd4j-native");
        Files.createDirectories(nativeFolder);
        Files.createFile(nativeFolder.resolve("nd4j-native.jar"));
    }

    private record Result(int exitCode, String output) {}

    private Result launch(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sh", script.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("OMP_NUM_THREADS");
        builder.environment().remove("JAVA_OPTS");
        builder.environment().put("JAVA_HOME", java.toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output.strip());
    }
}
