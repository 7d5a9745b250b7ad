package org.quantzoo.build;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout under test. */
final class Checkout {

    private static final Path ROOT =
            Path.of(System.getProperty("quantzoo.root", "..")).toAbsolutePath();

    private Checkout() {}

    static Path file(String path) {
        return ROOT.resolve(path).normalize();
    }

    static String text(String path) {
        try {
            return Files.readString(file(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
