package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What a sender shows in {@code Authorization}. Harbor sends its policy's auth header verbatim. */
public final class SharedSecret {
    private final byte[] hash;

    /** @param value the whole header value, {@code Bearer …} or whatever was agreed */
    public SharedSecret(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("an empty webhook secret protects nothing");
        }
        this.hash = sha256(value);
    }

    /** Takes as long for a near miss as for a far one: both are hashed, and hashes are compared in constant time. */
    boolean matches(String shown) {
        return MessageDigest.isEqual(hash, sha256(shown));
    }

    @Override
    public String toString() {
        return "***";
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
