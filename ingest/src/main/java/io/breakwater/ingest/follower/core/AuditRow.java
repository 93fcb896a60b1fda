package io.breakwater.ingest.follower.core;

import io.breakwater.schemas.ImageName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One row of Harbor's audit log that is about an image.
 *
 * @param id grows in the order in which rows are begun, not in that in which they can be seen
 * @param image by tag or by digest, as the row names it; the digest of a tag is not told
 * @param at Harbor's clock; a webhook of the same happening says the same, cut off to whole seconds
 * @param operator absent where Harbor names none
 * @param json the row as it came
 */
public record AuditRow(long id, Kind kind, ImageName image, Instant at, Optional<String> operator, String json) {
    /** What happened. */
    public enum Kind {
        PUSHED,
        DELETED,
        /** In Harbor's UI or API, which no webhook tells. */
        TAG_CREATED,
        /** In Harbor's UI or API, which no webhook tells. */
        TAG_REMOVED
    }

    /** Whether Harbor sends a webhook for its like. */
    boolean mayBeAnnounced() {
        return kind == Kind.PUSHED || kind == Kind.DELETED;
    }

    /** Whether {@code other} is of the same image and kind, and near enough for one's webhook to be taken for the other's. */
    public boolean mayBeTakenFor(AuditRow other) {
        return subject().equals(other.subject())
                && Duration.between(at, other.at()).abs().compareTo(Span.MARGIN) <= 0;
    }

    Subject subject() {
        return new Subject(kind, image.key());
    }

    /** What a row and a webhook have in common if they are about the same thing. */
    record Subject(Kind kind, String name) {}
}
