package io.breakwater.testkit.image;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * A blob: held in memory when small, generated anew at every reading when large.
 *
 * @param size in bytes
 * @param digest {@code sha256:<hex>}, of one kind of artifact {@code sha512:<hex>}
 * @param open a stream over the bytes from the first one on; may be called as often as wanted
 */
public record TestBlob(String mediaType, long size, String digest, Supplier<InputStream> open) {
    /** A blob in memory. */
    public static TestBlob of(String mediaType, byte[] bytes) {
        var own = bytes.clone();
        return new TestBlob(mediaType, own.length, Sha256.of(own), () -> new ByteArrayInputStream(own));
    }

    /** As {@link #of}, but under its sha512 digest (image-spec, "Registered Algorithms"). */
    static TestBlob ofSha512(String mediaType, byte[] bytes) {
        var own = bytes.clone();
        return new TestBlob(mediaType, own.length, sha512(own), () -> new ByteArrayInputStream(own));
    }

    private static String sha512(byte[] bytes) {
        try {
            return "sha512:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java has SHA-512", e);
        }
    }

    /** A blob of pseudo-random bytes that are never held: 2 GiB cost a few seconds for the digest, but no memory. */
    public static TestBlob generated(String mediaType, long seed, long size) {
        return new TestBlob(
                mediaType, size, Sha256.of(new GeneratedBytes(seed, size)), () -> new GeneratedBytes(seed, size));
    }
}
