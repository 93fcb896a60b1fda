package io.breakwater.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A content digest, {@code sha256:<64 hex>} or {@code sha512:<128 hex>} (OCI image-spec, "Digests"). The text is
 * checked before anything is done with it: it comes from payloads that anyone may have written.
 *
 * @param value algorithm, colon, lower-case hex
 */
public record Digest(@JsonValue String value) {
    private static final Pattern GRAMMAR = Pattern.compile("sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128}");

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
        return text.length() <= 135 && GRAMMAR.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
