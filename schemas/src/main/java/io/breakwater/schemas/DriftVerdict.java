package io.breakwater.schemas;

import java.time.Instant;
import java.util.Optional;

/**
 * The present verdict on one image name ({@code audit.drift}), with what was seen, where and when (invariant 8).
 *
 * @param since when this verdict began to hold
 * @param judgedAt when it was last weighed
 * @param explanation one sentence for a person; present whenever the verdict is not {@code IN_SYNC}
 */
public record DriftVerdict(
        ImageName image,
        Verdict verdict,
        Instant since,
        Instant judgedAt,
        Evidence primary,
        Evidence standby,
        Optional<String> explanation) {

    /**
     * What is known of one side.
     *
     * @param digest what the name means there; absent if it is not there
     * @param seenAt when that was seen; absent if this side was never looked at
     * @param seenIn the record that says so
     */
    public record Evidence(Optional<Digest> digest, Optional<Instant> seenAt, Optional<Coordinates> seenIn) {
        public static final Evidence NONE = new Evidence(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
