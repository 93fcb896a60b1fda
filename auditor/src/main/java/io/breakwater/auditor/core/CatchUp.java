package io.breakwater.auditor.core;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether we are too far behind to call anything late. After a stop, deadlines have passed that the unread part of the
 * ledger would have met: judging before it is read would report drift that isn't there. Confined to one thread.
 */
public final class CatchUp {
    /** Time for the first records to arrive after a start. */
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(30);

    private final Duration grace;
    private final Instant warm;
    private boolean behind;

    /** @param started when this part of the work was taken over */
    public CatchUp(Instant started, Duration grace) {
        this.grace = grace;
        this.warm = started.plus(grace.compareTo(LONGEST_WARM_UP) < 0 ? grace : LONGEST_WARM_UP);
    }

    /** Takes note of a record that was written at {@code written} and read at {@code now}. */
    public void read(Instant written, Instant now) {
        behind = written.plus(grace).isBefore(now);
    }

    /** Whether the last record read since the last sweep was older than the grace period, or the first are still to come. */
    public boolean isBehind(Instant now) {
        return behind || now.isBefore(warm);
    }

    /** A sweep is over. If no record comes before the next one, there is nothing left to read. */
    public void swept() {
        behind = false;
    }
}
