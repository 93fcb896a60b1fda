package io.breakwater.replicator;

import io.breakwater.replicator.core.Plan;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Outcome;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often both registries did what a job needs: what tells an error about one artifact from an outage (decision 0015).
 * Copies and deletes are two things: where deletes go on, uploads may fail. So are deletes with a tag, which may take no more
 * than the tag away, and without. Nor does a copy count for which no blob had to be sent, or whose tag was gone in the end.
 * Thread-safe.
 */
final class Served {
    private final AtomicLong copies = new AtomicLong();
    private final AtomicLong deletes = new AtomicLong();
    private final AtomicLong untaggedDeletes = new AtomicLong();

    /** @param blobsSent in the try that went well */
    void copied(ImageCopy.Result result, int blobsSent) {
        if (result instanceof ImageCopy.Result.InSync && blobsSent > 0) {
            copies.incrementAndGet();
        }
    }

    void deleted(Plan.Delete plan, ImageDeletion.Result.Settled result) {
        if (result.outcome() == Outcome.DELETED && result.reason().isEmpty()) {
            of(plan).incrementAndGet();
        }
    }

    /** Of what is to be done by {@code plan}. */
    long soFar(Plan.OfImage plan) {
        return of(plan).get();
    }

    private AtomicLong of(Plan.OfImage plan) {
        return switch (plan) {
            case Plan.Copy _ -> copies;
            case Plan.Delete delete -> delete.image() instanceof ImageName.Untagged ? untaggedDeletes : deletes;
        };
    }
}
