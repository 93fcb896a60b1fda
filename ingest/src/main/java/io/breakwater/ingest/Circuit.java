package io.breakwater.ingest;

import java.util.function.LongSupplier;

/**
 * Answers at once while the log is known to be away, instead of letting every sender wait for a time-out. After a few
 * failures in a row one event a second is let through to try. Any thread may ask.
 */
final class Circuit {
    static final int FAILURES = 3;
    static final long NANOS_BETWEEN_PROBES = 1_000_000_000L;

    private final LongSupplier nanoClock;
    private int failures;
    private long nextProbe;

    Circuit(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    synchronized boolean isClosed() {
        return failures < FAILURES;
    }

    /** Whether the next event may be tried. */
    synchronized boolean letsThrough() {
        if (failures < FAILURES) {
            return true;
        }
        var now = nanoClock.getAsLong();
        if (now - nextProbe < 0) {
            return false;
        }
        nextProbe = now + NANOS_BETWEEN_PROBES;
        return true;
    }

    synchronized void succeeded() {
        failures = 0;
    }

    synchronized void failed() {
        failures = Math.min(FAILURES, failures + 1);
        nextProbe = nanoClock.getAsLong() + NANOS_BETWEEN_PROBES;
    }

    /** The brokers answer again, as far as can be told without an event: closes, and opens at the next failure. */
    synchronized void giveAChance() {
        failures = Math.min(failures, FAILURES - 1);
    }
}
