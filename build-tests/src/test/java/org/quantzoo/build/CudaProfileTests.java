package org.quantzoo.build;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.maven.shared.invoker.DefaultInvocationRequest;
import org.apache.maven.shared.invoker.DefaultInvoker;
import org.apache.maven.shared.invoker.InvocationResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The profile {@code cuda}, as far as it can be checked without a GPU: its dependencies resolve and converge, and the zoo
 * compiles against the CUDA backend. Natives are runtime scope, so that nothing of their 2.4 GB is downloaded.
 */
class CudaProfileTests {

    private static final Path LOCAL_REPOSITORY = Path.of(System.getProperty("maven.localRepository"));

    @TempDir
    private static Path copy;

    private static List<String> bigJarsBefore;
    private static int exitCode;
    private static List<String> tree;
    private static final List<String> LOG = new ArrayList<>();

    @BeforeAll
    static void compile_a_copy_of_the_zoo_against_the_cuda_backend() throws Exception {
        copy(".mvn");
        for (Path pom : projects()) {
            copy(pom.toString());
        }
        copy("datasets/src/main");
        copy("zoo/src/main");

        bigJarsBefore = bigJars();
        var request = new DefaultInvocationRequest();
        request.setBaseDirectory(copy.toFile());
        request.setBatchMode(true);
        request.setOffline(System.getProperty("maven.offline", "").endsWith("true"));
        request.setLocalRepositoryDirectory(LOCAL_REPOSITORY.toFile());
        request.setProfiles(List.of("cuda"));
        request.setProjects(List.of("zoo"));
        request.setAlsoMake(true);
        request.setGoals(List.of("compile", "dependency:tree"));
        request.setProperties(properties());
        request.setOutputHandler(LOG::add);
        var invoker = new DefaultInvoker();
        invoker.setMavenHome(new File(System.getProperty("maven.home")));
        InvocationResult result = invoker.execute(request);
        exitCode = result.getExitCode();
        tree = exitCode == 0 ? Files.readAllLines(copy.resolve("zoo/target/tree.txt")) : List.of();
    }

    @Test
    void the_zoo_compiles_against_the_cuda_backend() {
        assertThat(exitCode).as(String.join("\n", LOG)).isZero();
        assertThat(copy.resolve("zoo/target/classes/org/quantzoo/zoo/layers/Kernels.class"))
                .exists();
    }

    @Test
    void the_cuda_backend_takes_the_place_of_the_cpu_backend() {
        assertThat(tree).anyMatch(line -> line.matches(".*org\\.nd4j:nd4j-cuda-11\\.6:jar:[^:]+:compile"));
        assertThat(tree).noneMatch(line -> line.contains("org.nd4j:nd4j-native:"));
    }

    @Test
    void natives_and_cuda_libraries_are_needed_at_run_time_alone() {
        assertThat(tree)
                .anyMatch(line -> line.matches(".*org\\.nd4j:nd4j-cuda-11\\.6:jar:\\w+-\\w+:[^:]+:runtime"))
                .anyMatch(line -> line.matches(".*org\\.bytedeco:cuda:jar:\\w+-\\w+:[^:]+:runtime"))
                .anyMatch(line -> line.matches(".*org\\.bytedeco:cuda:jar:\\w+-\\w+-redist:[^:]+:runtime"));
    }

    @Test
    void compiling_fetches_neither_natives_nor_cuda_libraries() throws IOException {
        assertThat(bigJars()).isEqualTo(bigJarsBefore);
    }

    @Test
    void the_onednn_kernels_stay() {
        assertThat(tree).anyMatch(line -> line.contains("org.bytedeco:dnnl:jar:"));
    }

    /** The pom.xml of every module; a reactor needs them all, also those that it does not build. */
    private static List<Path> projects() throws IOException {
        Path root = Checkout.file("");
        try (Stream<Path> files = Files.find(root, 3, (file, attributes) -> file.endsWith("pom.xml"))) {
            return files.map(root::relativize)
                    .filter(pom -> Stream.of("src", "target", "samples")
                            .noneMatch(room -> pom.toString().contains(room + "/")))
                    .toList();
        }
    }

    /** The jars with CUDA natives that the local repository holds. */
    private static List<String> bigJars() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String directory : List.of("org/bytedeco/cuda", "org/nd4j/nd4j-cuda-11.6")) {
            Path from = LOCAL_REPOSITORY.resolve(directory);
            if (Files.isDirectory(from)) {
                try (Stream<Path> files = Files.walk(from)) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.matches(".*-(linux|windows|macosx)-.*\\.jar"))
                            .sorted()
                            .forEach(jars::add);
                }
            }
        }
        return jars;
    }

    private static Properties properties() {
        var properties = new Properties();
        properties.setProperty("outputFile", "target/tree.txt");
        properties.setProperty("spotless.check.skip", "true");
        return properties;
    }

    private static void copy(String path) throws IOException {
        Path from = Checkout.file(path);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(Checkout.file("").relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }
}
