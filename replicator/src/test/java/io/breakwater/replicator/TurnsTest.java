package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TurnsTest {
    /** Whether it is taken without waiting. */
    private static boolean isFree(Turns turns, boolean backfill) throws InterruptedException {
        var waiter = Thread.ofVirtual().unstarted(() -> {
            try (var _ = turns.take(backfill)) {
                Thread.currentThread().setName("took");
            } catch (InterruptedException e) {
                Thread.currentThread().setName("waited");
            }
        });
        waiter.start();
        while (waiter.getState() != Thread.State.WAITING && waiter.isAlive()) {
            Thread.onSpinWait();
        }
        waiter.interrupt();
        waiter.join();
        return waiter.getName().equals("took");
    }

    @Test
    void backfillLeavesOneTurnToOthers() throws InterruptedException {
        var turns = new Turns(3);
        try (var _ = turns.take(true);
                var _ = turns.take(true)) {
            assertFalse(isFree(turns, true));
            assertTrue(isFree(turns, false));
        }
        assertTrue(isFree(turns, true));
    }

    @Test
    void whoWaitedInVainHasTakenNothing() throws InterruptedException {
        var turns = new Turns(2);
        try (var _ = turns.take(false);
                var _ = turns.take(false)) {
            assertFalse(isFree(turns, true));
        }
        assertTrue(isFree(turns, true));
    }

    @Test
    void withOneTurnBackfillMayHaveIt() throws InterruptedException {
        var turns = new Turns(1);
        try (var _ = turns.take(true)) {
            assertFalse(isFree(turns, false));
        }
        assertTrue(isFree(turns, false));
    }
}
