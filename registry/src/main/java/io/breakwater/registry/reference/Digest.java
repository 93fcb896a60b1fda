package io.breakwater.registry.reference;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A content digest, {@code sha256:<64 hex>} or {@code sha512:<128 hex>} (image-spec, "Digests"). It is checked before
 * anything is done with it, since URLs are built from it. Two are equal only if they are of one algorithm: whether a SHA-256 and
 * a SHA-512 one are of the same content, only the content tells.
 *
 * @param algorithm {@code sha256} or {@code sha512} (image-spec, "Registered algorithms")
 * @param hex lower case, 64 or 128 digits
 */
public record Digest(String algorithm, String hex) {
    private static final int LONGEST = "sha512:".length() + 128;
    private static final Pattern GRAMMAR = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");

    /** @throws IllegalArgumentException if the two do not make a digest */
    public Digest {
        if (!isDigest(algorithm + ":" + hex)) {
            throw notADigest(algorithm + ":" + hex);
        }
    }

    /** @throws IllegalArgumentException if {@code text} is not a digest; the message quotes at most 80 characters */
    public static Digest parse(String text) {
        if (!isDigest(text)) {
            throw notADigest(text);
        }
        var colon = text.indexOf(':');
        return new Digest(text.substring(0, colon), text.substring(colon + 1));
    }

    /** Whether {@code text} is a digest; cheap enough to ask of any text of any length. */
    public static boolean isDigest(String text) {
        return text.length() <= LONGEST && GRAMMAR.matcher(text).matches();
    }

    /** The SHA-256 digest of {@code content}. */
    public static Digest ofSha256(byte[] content) {
        return new Digest("sha256", HexFormat.of().formatHex(hash("sha256").digest(content)));
    }

    /** Whether this is the digest of {@code content}, by this digest's own algorithm (image-spec, "Verification"). */
    public boolean matches(byte[] content) {
        var hash = hash();
        hash.update(content);
        return matches(hash);
    }

    /** Whether this digest is of what went into {@code hash}, which came from {@link #hash()} and is reset by this. */
    public boolean matches(MessageDigest hash) {
        return hex.equals(HexFormat.of().formatHex(hash.digest()));
    }

    /** A fresh hash function of this digest's algorithm. */
    public MessageDigest hash() {
        return hash(algorithm);
    }

    private static MessageDigest hash(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.equals("sha256") ? "SHA-256" : "SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256 and SHA-512", e);
        }
    }

    private static IllegalArgumentException notADigest(String text) {
        return new IllegalArgumentException("not a digest (sha256:<64 hex> or sha512:<128 hex>): " + Quote.of(text));
    }

    /** As it is written everywhere: {@code sha256:<64 hex>}. */
    @Override
    public String toString() {
        return algorithm + ":" + hex;
    }
}
