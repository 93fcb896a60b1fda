package io.breakwater.auditor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeleteBrakeTest {
    private static final Instant NOON = Records.NOON;

    private final DeleteBrake brake = new DeleteBrake(10);

    @Test
    void whatIsAllowedGoes() {
        assertEquals(10, brake.allowance("0", 10, NOON));
        assertFalse(brake.isHolding());
    }

    @Test
    void aBurstGoesNotAtAll() {
        assertEquals(0, brake.allowance("0", 11, NOON));
        assertTrue(brake.complaint().orElseThrow().contains("at-most"));
    }

    @Test
    void partitionsAreCountedTogether() {
        brake.allowance("0", 6, NOON);

        assertEquals(0, brake.allowance("1", 5, NOON));
        brake.forget("0");
        assertEquals(10, brake.allowance("1", 5, NOON));
    }

    @Test
    void whatWasAskedForCountsForAnHour() {
        for (var i = 0; i < 4; i++) {
            brake.asked(NOON);
        }

        assertEquals(6, brake.allowance("0", 10, NOON));
        assertEquals(6, brake.allowance("0", 10, NOON.plus(DeleteBrake.WINDOW).minusMillis(1)));
        assertEquals(10, brake.allowance("0", 10, NOON.plus(DeleteBrake.WINDOW)));
        assertFalse(brake.isHolding());
    }
}
