package io.breakwater.auditor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.auditor.DeleteBrake.Allowance;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DeleteBrakeTest {
    private static final Instant NOON = Records.NOON;

    private final DeleteBrake brake = new DeleteBrake(10);

    @Test
    void whatIsAllowedGoes() {
        assertEquals(new Allowance(10, false), brake.allowance(0, 10, NOON));
        assertFalse(brake.isHolding());
    }

    @Test
    void aBurstGoesNotAtAll() {
        assertEquals(Allowance.BURST, brake.allowance(0, 11, NOON));
    }

    @Test
    void partitionsAreCountedTogether() {
        brake.allowance(0, 6, NOON);

        assertEquals(Allowance.BURST, brake.allowance(1, 5, NOON));
    }

    /** After a start the first to be counted would find itself alone. */
    @Test
    void nothingGoesBeforeAllPartitionsAreCounted() {
        brake.open(0);
        brake.open(1);

        assertEquals(Allowance.NOT_YET, brake.allowance(0, 6, NOON));
        assertEquals(new Allowance(10, false), brake.allowance(1, 4, NOON));
        assertEquals(new Allowance(10, false), brake.allowance(0, 6, NOON));
    }

    @Test
    void whatHasGoneElsewhereCountsForAnHour() {
        brake.open(0);
        brake.allowance(0, 6, NOON);
        brake.close(0);

        assertEquals(Allowance.BURST, brake.allowance(1, 5, NOON));
        assertEquals(new Allowance(10, false), brake.allowance(1, 5, NOON.plus(DeleteBrake.WINDOW)));
    }

    @Test
    void itComplainsAsLongAsWhatIsHeldIsHere() {
        brake.open(0);
        brake.allowance(0, 11, NOON);
        brake.hold(0);
        assertTrue(brake.complaint().orElseThrow().contains("at-most"));

        brake.close(0);

        assertTrue(brake.complaint().isEmpty());
    }

    @Test
    void whatWasAskedForCountsForAnHour() {
        for (var i = 0; i < 4; i++) {
            brake.asked(NOON);
        }

        var lessened = new Allowance(6, false);
        assertEquals(lessened, brake.allowance(0, 10, NOON));
        assertEquals(
                lessened, brake.allowance(0, 10, NOON.plus(DeleteBrake.WINDOW).minusMillis(1)));
        assertEquals(new Allowance(10, false), brake.allowance(0, 10, NOON.plus(DeleteBrake.WINDOW)));
        assertFalse(brake.isHolding());
    }
}
