package io.breakwater.testkit.image;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests as OCI writes them. */
public final class Sha256 {
    private Sha256() {}

    /** {@code sha256:<64 hex>} of {@code bytes}. */
    public static String of(byte[] bytes) {
        return text(algorithm().digest(bytes));
    }

    /** {@code sha256:<64 hex>} of all that {@code stream} gives; reads it to its end. */
    static String of(InputStream stream) {
        var hash = algorithm();
        var buffer = new byte[1 << 16];
        try {
            for (var count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                hash.update(buffer, 0, count);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text(hash.digest());
    }

    private static String text(byte[] hash) {
        return "sha256:" + HexFormat.of().formatHex(hash);
    }

    private static MessageDigest algorithm() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-256", e);
        }
    }
}
