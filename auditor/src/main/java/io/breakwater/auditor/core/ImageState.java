package io.breakwater.auditor.core;

import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * All that is known of one name, as the state store keeps it. Its JSON is the changelog's format: members may be added,
 * as {@link Optional}, never renamed.
 *
 * @param primary absent while nothing is known of that side
 * @param ours false after the ledger has said that no rule maps the name
 * @param published absent while nothing stands on {@code audit.drift}
 * @param due when to judge again if no record comes
 */
public record ImageState(
        ImageName image,
        Progress progress,
        Optional<Sighting> primary,
        Optional<Sighting> standby,
        Optional<Answer> answer,
        boolean ours,
        Optional<Published> published,
        Optional<Instant> due) {

    /** Of a name that has never been heard of. */
    public static ImageState unknown(ImageName image) {
        return new ImageState(
                image,
                Progress.NONE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true,
                Optional.empty(),
                Optional.empty());
    }

    /** The verdict that stands on {@code audit.drift}. */
    public Optional<Verdict> publishedVerdict() {
        return published.map(Published::verdict);
    }

    /** Whether both sides are known to hold the same digest. */
    boolean isInSync() {
        var digest = Sighting.digest(primary);
        return digest.isPresent() && digest.equals(Sighting.digest(standby));
    }

    boolean isGone() {
        return Sighting.digest(primary).isEmpty() && Sighting.digest(standby).isEmpty();
    }

    ImageState withProgress(Progress next) {
        return new ImageState(image, next, primary, standby, answer, ours, published, due);
    }

    ImageState withPrimary(Sighting seen) {
        return new ImageState(image, progress, Optional.of(seen), standby, answer, ours, published, due);
    }

    ImageState withStandby(Sighting seen) {
        return new ImageState(image, progress, primary, Optional.of(seen), answer, ours, published, due);
    }

    ImageState withAnswer(Answer next) {
        return new ImageState(image, progress, primary, standby, Optional.of(next), ours, published, due);
    }

    ImageState withOurs(boolean next) {
        return new ImageState(image, progress, primary, standby, answer, next, published, due);
    }

    ImageState withPublished(Optional<Published> next, Optional<Instant> nextDue) {
        return new ImageState(image, progress, primary, standby, answer, ours, next, nextDue);
    }
}
