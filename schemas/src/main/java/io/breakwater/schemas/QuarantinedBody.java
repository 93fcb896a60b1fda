package io.breakwater.schemas;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Base64;

/**
 * A webhook that could not be read ({@code registry.quarantine}), as it came, so that somebody can see what a sender
 * sends. The record key is {@code digest}.
 *
 * @param source path that it was sent to
 * @param contentType as the sender said
 * @param digest of the whole body
 * @param bytes how long the whole body was
 * @param bodyBase64 its beginning, at most {@link #LONGEST} bytes
 */
public record QuarantinedBody(
        String source,
        String contentType,
        Instant receivedAt,
        LedgerRecord.Reason reason,
        Digest digest,
        int bytes,
        String bodyBase64) {
    /** Bytes of a body that are kept. */
    public static final int LONGEST = 64 << 10;

    /** The body's beginning as it was. */
    @JsonIgnore
    public byte[] body() {
        return Base64.getDecoder().decode(bodyBase64);
    }
}
