package io.breakwater.replicator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * Back-fill that has to wait for its turn. It waits here and not in its lane, so that a push of its name that comes meanwhile
 * goes first: both look at what the primary holds, so their order is nothing to them. Poll thread only.
 */
final class Backfills<J> {
    private final int most;
    private final IntSupplier backingOff;
    private final Deque<J> waiting = new ArrayDeque<>();
    private int begun;

    /**
     * @param most in their lanes at once
     * @param backingOff how many of these need no turn at present
     */
    Backfills(int most, IntSupplier backingOff) {
        this.most = most;
        this.backingOff = backingOff;
    }

    void add(J job) {
        waiting.add(job);
    }

    /** The one that has waited longest, if there is room for it now: it goes into its lane. */
    Optional<J> next() {
        if (waiting.isEmpty() || begun - backingOff.getAsInt() >= most) {
            return Optional.empty();
        }
        begun++;
        return Optional.of(waiting.remove());
    }

    /** One that was in its lane has ended. */
    void end() {
        begun--;
    }
}
