package org.quantzoo.datasets.architectures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The generated-style networks for which conformance values exist, read from genotype files. */
final class ConformanceArchitectures {

    private ConformanceArchitectures() {}

    static Architecture named(String name) {
        try (InputStream file = ConformanceArchitectures.class.getResourceAsStream(name + ".json")) {
            return ArchitectureJson.read(file.readAllBytes(), name + ".json");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
