package io.breakwater.ingest.follower.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When a cursor that has moved is written though no event is: not each time. Confined to one thread. */
public final class CursorPace {
    static final Duration BETWEEN = Duration.ofSeconds(10);

    private Optional<Kept> kept = Optional.empty();

    /** @param since nanoseconds */
    private record Kept(Instant at, long since) {}

    /**
     * By a clock that nobody sets. A cursor that went back, since Harbor's clock did, is due at once: a successor that began at the
     * old one would leave out what lies between.
     *
     * @param nanos {@link System#nanoTime}
     */
    public boolean isDue(Cursor moved, long nanos) {
        return kept.map(last ->
                        nanos - last.since() >= BETWEEN.toNanos() || moved.at().isBefore(last.at()))
                .orElse(true);
    }

    /** Takes note that it was written. */
    public void kept(Cursor cursor, long nanos) {
        kept = Optional.of(new Kept(cursor.at(), nanos));
    }
}
