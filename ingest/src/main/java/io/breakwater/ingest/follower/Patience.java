package io.breakwater.ingest.follower;

import io.breakwater.ingest.follower.AuditLog.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * How long a row waits for Harbor to say what its tag means. While it waits the cursor that is kept stands, so there is an end to it.
 * Confined to one thread.
 */
final class Patience {
    /** How often Harbor may refuse, or give an answer that is none, while it answers everything else. */
    static final int MOST_TRIES = 12;

    /** How long a Harbor may be busy, which is an outage of its own and not the row's fault. */
    static final Duration LONGEST = Duration.ofHours(1);

    private final Map<Long, Asked> asked = new HashMap<>();

    /**
     * How a row has been asked for.
     *
     * @param tries without those that found Harbor busy
     * @param since nanoseconds, of the first time
     */
    private record Asked(int tries, long since) {}

    /**
     * Takes note of an answer that was none.
     *
     * @param nanos {@link System#nanoTime}
     * @return whether the row is to be given up
     */
    boolean isOver(long row, Reason reason, long nanos) {
        var before = asked.getOrDefault(row, new Asked(0, nanos));
        var now = new Asked(before.tries() + (reason == Reason.BUSY ? 0 : 1), before.since());
        asked.put(row, now);
        return switch (reason) {
            case BUSY -> nanos - now.since() >= LONGEST.toNanos();
            case REFUSED, UNUSABLE -> now.tries() >= MOST_TRIES;
        };
    }

    /** Forgets all rows but these. */
    void keep(Set<Long> rows) {
        asked.keySet().retainAll(rows);
    }
}
