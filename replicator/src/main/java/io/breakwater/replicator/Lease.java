package io.breakwater.replicator;

import java.time.Duration;

/**
 * Whether this process may still believe that its partitions are its own. The broker gives them to somebody else when it
 * has not heard of us for the session timeout; a process that was stopped and goes on does not notice. So a tag is
 * written only within half that time after the last poll (invariant 4).
 */
final class Lease {
    private final long halfSessionNanos;
    private volatile long lastPollNanos;

    Lease(Duration session) {
        this.halfSessionNanos = session.toNanos() / 2;
        renew();
    }

    /** The poll thread is about to poll. */
    void renew() {
        lastPollNanos = System.nanoTime();
    }

    boolean isHeld() {
        return System.nanoTime() - lastPollNanos < halfSessionNanos;
    }
}
