package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BrakeTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private final Brake brake = new Brake(3, HOUR);
    private long now = -5;
    private int causes;

    @Test
    void aFewAreLetThrough() {
        assertTrue(asks());
        assertTrue(asks());
        assertTrue(asks());
    }

    @Test
    void oneMoreThanMayBeIsNot() {
        letThree();

        assertFalse(asks());
    }

    @Test
    void theSameDeleteTriedAgainCountsOnce() {
        for (var tries = 0; tries < 10; tries++) {
            assertTrue(brake.lets("the same", now));
        }

        assertTrue(asks());
    }

    /** Otherwise a burst would be worked off by and by, as fast as the limit allows. */
    @Test
    void whatIsRefusedKeepsTheBrakeOn() {
        letThree();
        for (var minutes = 0; minutes < 600; minutes++) {
            now += Duration.ofMinutes(1).toNanos();
            assertFalse(asks(), "after " + minutes + " minutes");
        }
    }

    @Test
    void aQuietHourTakesItOff() {
        letThree();
        asks();
        now += HOUR.toNanos();

        assertTrue(asks());
    }

    @Test
    void aBrakeForNothingLetsNothingThrough() {
        assertFalse(new Brake(0, HOUR).lets("any", now));
    }

    private void letThree() {
        for (var number = 0; number < 3; number++) {
            asks();
        }
    }

    private boolean asks() {
        return brake.lets(causes++, now);
    }
}
