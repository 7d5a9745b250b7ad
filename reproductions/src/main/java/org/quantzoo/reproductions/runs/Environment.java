package org.quantzoo.reproductions.runs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.api.environment.Nd4jEnvironment;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The software and hardware of this process; fields as in {@link Provenance}.
 *
 * @param commit of this project
 * @param dl4j version
 * @param backend of ND4J
 * @param classifier of ND4J's native library
 * @param blasVendor BLAS library
 * @param blasCoreType BLAS kernel
 * @param ompThreads OpenMP threads
 * @param java version and vendor
 * @param os name, version, architecture
 * @param cpu model
 */
public record Environment(
        String commit,
        String dl4j,
        String backend,
        String classifier,
        String blasVendor,
        String blasCoreType,
        String ompThreads,
        String java,
        String os,
        String cpu) {

    private static final String NATIVE_CPU_LIBRARY = "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu";

    /** Reads everything from this process; what cannot be known is {@code unknown-...}. */
    public static Environment detect() {
        Nd4jEnvironment nd4j = Nd4jEnvironment.getEnvironment();
        return new Environment(
                projectCommit(),
                dl4jVersion(),
                Nd4j.getBackend().getClass().getSimpleName(),
                nativeClassifier(),
                orUnknown(nd4j.getBlasVendor(), "blas-vendor"),
                environmentVariable("OPENBLAS_CORETYPE", "unpinned"),
                environmentVariable("OMP_NUM_THREADS", Integer.toString(nd4j.getOmpThreads())),
                System.getProperty("java.version") + " (" + System.getProperty("java.vendor") + ")",
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                cpuModel());
    }

    /** What two processes must share for their arithmetic to agree bit for bit. */
    public String arithmetic(String kernels) {
        return String.join("; ", classifier, "BLAS " + blasVendor + " " + blasCoreType, kernels, cpu);
    }

    private static String projectCommit() {
        Properties build = properties(Environment.class, "commit.properties");
        String commit = orUnknown(build.getProperty("commit"), "commit");
        return commit.startsWith("unknown") || !Boolean.parseBoolean(build.getProperty("dirty"))
                ? commit
                : commit + "-dirty";
    }

    private static String dl4jVersion() {
        Properties maven = properties(
                ComputationGraph.class, "/META-INF/maven/org.deeplearning4j/deeplearning4j-nn/pom.properties");
        return orUnknown(maven.getProperty("version"), "version");
    }

    /** The properties in a resource, none where it does not exist. */
    private static Properties properties(Class<?> beside, String resource) {
        Properties properties = new Properties();
        try (InputStream in = beside.getResourceAsStream(resource)) {
            if (in != null) {
                properties.load(in);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The resource " + resource + " cannot be read.", e);
        }
        return properties;
    }

    /** The name of the folder that JavaCPP loaded ND4J's library from. */
    private static String nativeClassifier() {
        try {
            String library = Loader.load(Class.forName(NATIVE_CPU_LIBRARY));
            return library == null
                    ? "unknown-classifier"
                    : Path.of(library).getParent().getFileName().toString();
        } catch (ClassNotFoundException | LinkageError e) {
            return "unknown-classifier";
        }
    }

    private static String cpuModel() {
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown-cpu");
        } catch (IOException | UncheckedIOException e) {
            // Only Linux has this file.
            return orUnknown(System.getenv("PROCESSOR_IDENTIFIER"), "cpu");
        }
    }

    private static String environmentVariable(String name, String otherwise) {
        String value = System.getenv(name);
        return value == null || value.isBlank() ? otherwise : value;
    }

    private static String orUnknown(String value, String what) {
        return value == null || value.isBlank() ? "unknown-" + what : value;
    }
}
