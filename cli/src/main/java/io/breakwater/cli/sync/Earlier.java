package io.breakwater.cli.sync;

import io.breakwater.cli.batch.Batch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What an earlier sync of the same images has left to do. */
sealed interface Earlier {
    /** Under the details of a batch: the globs it is about. */
    String IMAGES = "images";

    /** A day later the primary holds other things, and who asks for a sync expects one of all of them. */
    Duration FRESH = Duration.ofDays(1);

    /** Nothing. */
    record Nothing() implements Earlier {}

    /** Its rest is to be published. */
    record Unfinished(Batch batch) implements Earlier {}

    /** It was never finished, and is not worth going on with. */
    record TooOld(Batch batch) implements Earlier {}

    /**
     * What the newest sync of the same images has left.
     *
     * @param batches the oldest first
     * @param images as the batch's details have them
     */
    static Earlier of(List<Batch> batches, String images, Instant now) {
        var newest = batches.stream()
                .filter(batch -> batch.details().getOrDefault(IMAGES, "").equals(images))
                .reduce((_, later) -> later)
                .filter(batch -> batch.state().canGoOn());
        if (newest.isEmpty()) {
            return new Nothing();
        }
        var batch = newest.get();
        return batch.startedAt().isAfter(now.minus(FRESH)) ? new Unfinished(batch) : new TooOld(batch);
    }
}
