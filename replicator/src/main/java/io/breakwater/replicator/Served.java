package io.breakwater.replicator;

import io.breakwater.replicator.core.Plan;
import io.breakwater.schemas.Outcome;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How often both registries did all of what a job needs: what tells an error about one artifact from an outage (decision
 * 0015). Copies and deletes are two things: where deletes go on, uploads may fail. Nor does a copy count for which no blob had
 * to be read and sent. Thread-safe.
 */
final class Served {
    private final AtomicLong copies = new AtomicLong();
    private final AtomicLong deletes = new AtomicLong();

    /** @param blobsSent in the try that went well */
    void copied(int blobsSent) {
        if (blobsSent > 0) {
            copies.incrementAndGet();
        }
    }

    void deleted(ImageDeletion.Result.Settled result) {
        if (result.outcome() == Outcome.DELETED && result.reason().isEmpty()) {
            deletes.incrementAndGet();
        }
    }

    /** Of what is to be done by {@code plan}. */
    long soFar(Plan.OfImage plan) {
        return switch (plan) {
            case Plan.Copy _ -> copies.get();
            case Plan.Delete _ -> deletes.get();
        };
    }
}
