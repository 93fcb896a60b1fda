package io.breakwater.auditor.core;

import static io.breakwater.auditor.Records.NOON;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CatchUpTest {
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final CatchUp catchUp = new CatchUp(NOON, GRACE);

    @Test
    void theFirstHalfMinuteBelongsToRecordsThatHaveNotArrived() {
        assertTrue(catchUp.isBehind(NOON.plusSeconds(29)));
        assertFalse(catchUp.isBehind(NOON.plusSeconds(30)));
    }

    @Test
    void aShortGraceNeedsNoLongerWarmUp() {
        assertFalse(new CatchUp(NOON, Duration.ofSeconds(1)).isBehind(NOON.plusSeconds(1)));
    }

    @Test
    void recordsOlderThanGraceShowThatWeAreBehind() {
        var later = NOON.plusSeconds(60);

        catchUp.read(later.minus(GRACE).minusMillis(1), later);

        assertTrue(catchUp.isBehind(later));
    }

    @Test
    void aFreshRecordShowsThatWeHaveCaughtUp() {
        var later = NOON.plusSeconds(60);

        catchUp.read(NOON.minus(GRACE), later);
        catchUp.read(later, later);

        assertFalse(catchUp.isBehind(later));
    }

    @Test
    void silenceMeansThatNothingIsLeftToRead() {
        var later = NOON.plusSeconds(60);
        catchUp.read(NOON.minus(GRACE), later);

        catchUp.swept();

        assertFalse(catchUp.isBehind(later.plusSeconds(1)));
    }

    @Test
    void askingAloneChangesNothing() {
        var later = NOON.plusSeconds(60);
        catchUp.read(NOON.minus(GRACE), later);

        catchUp.isBehind(later);

        assertTrue(catchUp.isBehind(later));
    }
}
