package io.breakwater.schemas;

import java.time.Instant;
import java.util.Optional;

/**
 * The one outcome of one event or request ({@code replication.ledger}), written in the transaction that commits the
 * offset of its cause (invariant 2).
 *
 * @param cause coordinates of the event or request; unique over the whole ledger
 * @param causeId its event id or request id; retries of one webhook share it
 * @param image absent where the cause is about no image or can't be read
 * @param target full name at the standby, host included, where a rule maps the image
 * @param sourceDigest what the name meant at the primary when it was last looked up; absent if nothing
 * @param targetDigest what the name means at the standby now, as far as this work saw
 * @param reason why, for every outcome that is not a copy
 * @param attempts how often the copy was begun; 0 where none was needed
 * @param queueMillis from the arrival of the cause to the beginning of the work
 * @param copyMillis from there to the end
 * @param resolvedAt when {@code sourceDigest} was looked up for the last time
 * @param worker which process did it
 */
public record LedgerRecord(
        Coordinates cause,
        String causeId,
        Outcome outcome,
        Optional<ImageName> image,
        Optional<String> target,
        Optional<Digest> sourceDigest,
        Optional<Digest> targetDigest,
        Optional<Reason> reason,
        Transfer transfer,
        int attempts,
        long queueMillis,
        long copyMillis,
        Optional<Instant> resolvedAt,
        Instant recordedAt,
        String worker) {
    public LedgerRecord {
        // Measured between two machines' clocks, which may disagree.
        queueMillis = Math.max(0, queueMillis);
    }

    /**
     * Why it ended so.
     *
     * @param code stable, upper case: a registry's error code ({@code MANIFEST_UNKNOWN}) or one of ours
     * @param message for a person: what was tried, where, what was seen, what to do
     */
    public record Reason(String code, String message) {
        /** The code of a request that was not worked on, since an operator cancelled its batch (decision 0012). */
        public static final String CANCELLED = "CANCELLED";
    }

    /**
     * What went over the wire.
     *
     * @param bytesRead of blobs and manifests, from the primary
     * @param bytesSent of blobs and manifests, to the standby
     * @param blobsSkipped were there already
     * @param requests HTTP requests to both registries, token services included
     */
    public record Transfer(
            long bytesRead, long bytesSent, int blobsMounted, int blobsSkipped, int blobsSent, int requests) {
        public static final Transfer NONE = new Transfer(0, 0, 0, 0, 0, 0);
    }
}
