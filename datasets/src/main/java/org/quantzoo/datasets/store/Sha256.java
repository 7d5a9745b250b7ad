package org.quantzoo.datasets.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A running SHA-256 over several pieces of data. */
public final class Sha256 {

    private final MessageDigest digest;

    /** Starts with no data. */
    public Sha256() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("Every Java platform has SHA-256.", e);
        }
    }

    /** The SHA-256 of one array, in hexadecimal. */
    public static String of(byte[] data) {
        return new Sha256().add(data).hex();
    }

    /** The SHA-256 of a file, in hexadecimal. */
    public static String of(Path file) throws IOException {
        Sha256 sha256 = new Sha256();
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha256.digest.update(buffer, 0, n);
            }
        }
        return sha256.hex();
    }

    /** Adds all bytes of an array. */
    public Sha256 add(byte[] data) {
        digest.update(data);
        return this;
    }

    /** The SHA-256 of everything added, in hexadecimal; starts again with no data. */
    public String hex() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
