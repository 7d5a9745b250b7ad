package org.quantzoo.benchmarks.engines;

import java.nio.file.Path;
import org.bytedeco.javacpp.Loader;

/** Which flavour of ND4J's native library this process has loaded. */
final class NativeLibrary {
    private static final String CPU_LIBRARY = "org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu";

    private NativeLibrary() {}

    /** The name of the folder that the library came from, for example {@code linux-x86_64-onednn-avx512}. */
    static String classifier() {
        try {
            String library = Loader.load(Class.forName(CPU_LIBRARY));
            return library == null
                    ? "unknown classifier"
                    : Path.of(library).getParent().getFileName().toString();
        } catch (ClassNotFoundException | LinkageError e) {
            return "unknown classifier";
        }
    }
}
