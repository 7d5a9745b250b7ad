package org.quantzoo.datasets.store;

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
