package io.breakwater.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * A content digest, {@code sha256:<64 hex>} or {@code sha512:<128 hex>} (OCI image-spec, "Digests"). The text is
 * checked before anything is done with it: it comes from payloads that anyone may have written.
 *
 * @param value algorithm, colon, lower-case hex
 */
public record Digest(@JsonValue String value) {
    /** @throws IllegalArgumentException if {@code value} is not a digest; the message quotes at most 80 characters. */
    @JsonCreator
    public Digest {
        if (!isDigest(value)) {
            throw new IllegalArgumentException(
                    "not a digest (sha256:<64 hex> or sha512:<128 hex>): " + Quote.of(value));
        }
    }

    /** Whether {@code text} is a digest; cheap enough to ask of any text of any length. */
    public static boolean isDigest(String text) {
        return isHash(text, "sha256:", 64) || isHash(text, "sha512:", 128);
    }

    /** A loop: by a pattern, the digests of events took 4 % of the processor time of ingest. */
    private static boolean isHash(String text, String algorithm, int digits) {
        if (text.length() != algorithm.length() + digits || !text.startsWith(algorithm)) {
            return false;
        }
        for (var at = algorithm.length(); at < text.length(); at++) {
            var digit = text.charAt(at);
            if ((digit < '0' || digit > '9') && (digit < 'a' || digit > 'f')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
