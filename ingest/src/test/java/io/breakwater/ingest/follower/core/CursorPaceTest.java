package io.breakwater.ingest.follower.core;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class CursorPaceTest {
    private static final Instant AT = Instant.parse("2026-11-23T04:00:00Z");
    private static final long BETWEEN = CursorPace.BETWEEN.toNanos();

    private final CursorPace pace = new CursorPace();

    @Test
    void firstCursorIsKeptAtOnce() {
        assertTrue(pace.isDue(cursor(AT), 0));
    }

    @Test
    void nextOneIsKeptAfterAWhileWhateverHarborsClockSays() {
        pace.kept(cursor(AT), 0);

        assertFalse(pace.isDue(cursor(AT.plusSeconds(3600)), BETWEEN - 1));
        assertTrue(pace.isDue(cursor(AT), BETWEEN));
    }

    @Test
    void cursorThatWentBackIsKeptAtOnce() {
        pace.kept(cursor(AT), 0);

        assertTrue(pace.isDue(cursor(AT.minusSeconds(3600)), 1));
    }

    private static Cursor cursor(Instant at) {
        return new Cursor(at, at);
    }
}
