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
 * seen, the broker has heard of us since the answer before that. And the answer may be a refusal, which the client counts
 * before it tells us of it; but after one no heartbeat is sent before our poll was told. So when an answer is seen, the one
 * before it was none, and the broker has believed in us since the answer before that one.
 *
 * <p>Errors of a broker that is not, or not yet, the group's coordinator are answers too, and are not told to our poll. So
 * whenever no answer came for half a session, be it that we were stopped, cut off or that the coordinator moved, the lease is
 * not trusted for half a session more: within that our polls have been told what the coordinator thinks of us.
 */
final class Lease {
    /** Answers in one turn beyond these change nothing: all came within it. */
    private static final long REMEMBERED = 3;

    private final long halfSessionNanos;
    private final LongSupplier answeredHeartbeats;
    private final LongSupplier nanoTime;

    // Poll thread only.
    private long answers;
    private long newAnswers;
    private long turnNanos;
    private long previousTurnNanos;

    /** A moment before the newest answer that was seen came; the heartbeat after it was sent later. */
    private long beforeNewestNanos;

    /** The same of the answer before it. */
    private long beforeSecondNanos;

    /** Of the turn in which the newest answer was counted. */
    private long newestAnswerNanos;

    /** The broker has heard of us since, and not refused us. */
    private volatile long heardNanos;

    /** From when on that is trusted. */
    private volatile long trustedNanos;

    /**
     * Not held until the broker has answered.
     *
     * @param answeredHeartbeats how many so far, refused ones included
     */
    Lease(Duration session, LongSupplier answeredHeartbeats, LongSupplier nanoTime) {
        this.halfSessionNanos = session.toNanos() / 2;
        this.answeredHeartbeats = answeredHeartbeats;
        this.nanoTime = nanoTime;
        this.turnNanos = nanoTime.getAsLong();
        this.previousTurnNanos = turnNanos;
        this.beforeNewestNanos = turnNanos - halfSessionNanos;
        this.beforeSecondNanos = beforeNewestNanos;
        this.heardNanos = turnNanos - halfSessionNanos;
        this.newestAnswerNanos = turnNanos;
        this.trustedNanos = turnNanos;
    }

    /** The poll thread is about to poll. */
    void beforePoll() {
        previousTurnNanos = turnNanos;
        // The clock before the count: an answer that is not counted yet comes after this.
        turnNanos = nanoTime.getAsLong();
        if (turnNanos - newestAnswerNanos >= halfSessionNanos) {
            trustedNanos = turnNanos + halfSessionNanos;
        }
        var now = answeredHeartbeats.getAsLong();
        newAnswers = now - answers;
        answers = now;
        if (newAnswers > 0) {
            newestAnswerNanos = turnNanos;
        }
    }

    /** The poll thread has polled: what the answers counted before have taken from us, it has been told. */
    void afterPoll() {
        for (var count = Math.min(newAnswers, REMEMBERED); count > 0; count--) {
            heardNanos = beforeSecondNanos;
            beforeSecondNanos = beforeNewestNanos;
            beforeNewestNanos = previousTurnNanos;
        }
    }

    boolean isHeld() {
        var now = nanoTime.getAsLong();
        return now - heardNanos < halfSessionNanos && now - trustedNanos >= 0;
    }
}
