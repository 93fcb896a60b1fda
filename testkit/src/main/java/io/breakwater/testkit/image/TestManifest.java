package io.breakwater.testkit.image;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A manifest or index as the very bytes that a registry must keep.
 *
 * @param mediaType what it is pushed as; the bytes may not name one
 * @param bytes not to be changed
 * @param digest {@code sha256:<hex>} of the bytes
 */
@SuppressWarnings("ArrayRecordComponent") // equality is by digest, below
public record TestManifest(String mediaType, byte[] bytes, String digest) {
    public static TestManifest of(String mediaType, byte[] bytes) {
        return new TestManifest(mediaType, bytes, Sha256.of(bytes));
    }

    /** How an index or a referrer names it. */
    Map<String, Object> descriptor() {
        return Descriptors.of(mediaType, digest, bytes.length);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TestManifest that && mediaType.equals(that.mediaType) && digest.equals(that.digest);
    }

    @Override
    public int hashCode() {
        return digest.hashCode();
    }

    @Override
    public String toString() {
        return mediaType + " " + digest;
    }
}
