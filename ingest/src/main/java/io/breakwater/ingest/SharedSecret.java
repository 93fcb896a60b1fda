package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** What a sender shows in {@code Authorization}. Harbor sends its policy's auth header verbatim. */
public final class SharedSecret {
    private final byte[] hash;

    /**
     * @param value the whole header value, {@code Bearer …} or whatever was agreed
     * @throws IllegalArgumentException if no header can carry it; the message does not quote it
     */
    public SharedSecret(String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("an empty webhook secret protects nothing");
        }
        if (!value.equals(value.strip()) || value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "a webhook secret must not begin or end with blanks or hold a line break: no HTTP header carries those");
        }
        this.hash = sha256(value.getBytes(UTF_8));
    }

    /**
     * Takes as long for a near miss as for a far one: both are hashed, and hashes are compared in constant time.
     *
     * @param shown a header's value as the server reads it, one character for each byte
     */
    boolean matches(String shown) {
        return MessageDigest.isEqual(hash, sha256(shown.getBytes(ISO_8859_1)));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SharedSecret secret && MessageDigest.isEqual(hash, secret.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }

    @Override
    public String toString() {
        return "***";
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
