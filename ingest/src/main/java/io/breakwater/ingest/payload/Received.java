package io.breakwater.ingest.payload;

import io.breakwater.schemas.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;

/** One body as it came. Not to be changed by whoever reads it; two are never compared. */
public final class Received {
    private final String mediaType;
    private final byte[] body;
    private final Instant at;

    /** @param mediaType in lower case, without parameters */
    public Received(String mediaType, byte[] body, Instant at) {
        this.mediaType = mediaType;
        this.body = body;
        this.at = at;
    }

    public String mediaType() {
        return mediaType;
    }

    public byte[] body() {
        return body;
    }

    public Instant at() {
        return at;
    }

    /** Of the body. */
    public Digest digest() {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(body);
            return new Digest("sha256:" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
