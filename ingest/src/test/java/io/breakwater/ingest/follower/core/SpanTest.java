package io.breakwater.ingest.follower.core;

import static io.breakwater.ingest.follower.core.Rows.START;
import static io.breakwater.ingest.follower.core.Rows.pushed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpanTest {
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    @Test
    void roundBeginsBeforeTheLastOneEnded() {
        var span = Span.next(START, START.plusSeconds(5), OVERLAP);

        assertEquals(new Span(START.minus(OVERLAP), START.plusSeconds(5), true), span);
    }

    @Test
    void longAbsenceIsReadInPieces() {
        var span = Span.next(START, START.plus(Duration.ofDays(1)), OVERLAP);

        assertEquals(new Span(START.minus(OVERLAP), START.plus(Span.LONGEST), false), span);
    }

    @Test
    void pieceIsNotShorterThanTheOverlap() {
        var overlap = Duration.ofMinutes(30);

        var span = Span.next(START, START.plus(Duration.ofDays(1)), overlap);

        assertEquals(new Span(START.minus(overlap), START.plus(overlap), false), span);
    }

    @Test
    void clockThatWasSetBackHidesNothing() {
        var now = START.minusSeconds(600);

        assertEquals(new Span(now.minus(OVERLAP), now, true), Span.next(START, now, OVERLAP));
    }

    @Test
    void clockThatRanAheadDoesNotMakeForget() {
        var early = new Span(START.minus(OVERLAP), START, true);
        var before = early.readFrom().minus(OVERLAP);
        var hour = Duration.ofHours(1);

        assertEquals(before, early.forgetBefore(OVERLAP, Duration.ZERO));
        assertEquals(before, early.forgetBefore(OVERLAP, hour), "ours is ahead");
        assertEquals(before.minus(hour), early.forgetBefore(OVERLAP, hour.negated()), "Harbor's is ahead");
    }

    @Test
    void rowOfAClockThatIsAheadBelongsToTheOpenSpan() {
        var ahead = pushed(1, "library/app:v1", START.plusSeconds(30));

        assertTrue(new Span(START.minus(OVERLAP), START, true).holds(ahead));
        assertFalse(new Span(START.minus(OVERLAP), START, false).holds(ahead));
    }
}
