package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseTest {
    @Test
    void theLeaseIsHeldRightAfterAPoll() {
        assertTrue(new Lease(Duration.ofHours(1)).isHeld());
    }

    @Test
    void theLeaseIsLostWithoutAPollForHalfASession() {
        assertFalse(new Lease(Duration.ZERO).isHeld());
    }
}
