package io.breakwater.replicator;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether this process may still believe that its partitions are its own. The broker gives them to somebody else when it
 * has not heard of us for the session timeout; a process that was stopped and goes on, or is cut off, does not notice. So a
 * tag is written only within half that time after the broker is known to have heard of us (invariant 4).
 *
 * <p>What is known of that is how many heartbeats were answered. An answer that is read now may be old: it may have lain in
 * a socket while we were stopped. But a heartbeat is not sent before the one before it was answered, so when an answer is
 * seen, the broker has heard of us since the answer before that.
 */
final class Lease {
    private final long halfSessionNanos;
    private final LongSupplier answeredHeartbeats;
    private final LongSupplier nanoTime;

    // Poll thread only.
    private long answers;
    private long newAnswers;
    private long turnNanos;
    private long previousTurnNanos;

    /** A moment before the newest answer that was seen came; the heartbeat after it was sent later. */
    private long beforeNewestAnswerNanos;

    private volatile long heardNanos;

    /**
     * Not held until the broker has answered.
     *
     * @param answeredHeartbeats how many so far, refused ones included: what a refusal says arrives within the same poll
     */
    Lease(Duration session, LongSupplier answeredHeartbeats, LongSupplier nanoTime) {
        this.halfSessionNanos = session.toNanos() / 2;
        this.answeredHeartbeats = answeredHeartbeats;
        this.nanoTime = nanoTime;
        this.turnNanos = nanoTime.getAsLong();
        this.previousTurnNanos = turnNanos;
        this.beforeNewestAnswerNanos = turnNanos - halfSessionNanos;
        this.heardNanos = turnNanos - halfSessionNanos;
    }

    /** The poll thread is about to poll. */
    void beforePoll() {
        previousTurnNanos = turnNanos;
        // The clock before the count: an answer that is not counted yet comes after this.
        turnNanos = nanoTime.getAsLong();
        var now = answeredHeartbeats.getAsLong();
        newAnswers = now - answers;
        answers = now;
    }

    /** The poll thread has polled: what the answers counted before have taken from us, it has been told. */
    void afterPoll() {
        if (newAnswers == 0) {
            return;
        }
        heardNanos = newAnswers == 1 ? beforeNewestAnswerNanos : previousTurnNanos;
        beforeNewestAnswerNanos = previousTurnNanos;
    }

    boolean isHeld() {
        return nanoTime.getAsLong() - heardNanos < halfSessionNanos;
    }
}
