package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackfillsTest {
    private final AtomicInteger backingOff = new AtomicInteger();
    private final Backfills<String> backfills = new Backfills<>(2, backingOff::get);

    @BeforeEach
    void fourWaitAndTwoBegin() {
        backfills.add("a");
        backfills.add("b");
        backfills.add("c");
        backfills.add("d");
        assertEquals(Optional.of("a"), backfills.next());
        assertEquals(Optional.of("b"), backfills.next());
    }

    @Test
    void whatIsMoreThanMayBeAtWorkWaitsInTheOrderInWhichItCame() {
        assertEquals(Optional.empty(), backfills.next());

        backfills.end();

        assertEquals(Optional.of("c"), backfills.next());
        assertEquals(Optional.empty(), backfills.next());
    }

    /** Otherwise a few artifacts that are refused for a quarter of an hour would stop all back-fill for as long. */
    @Test
    void whoBacksOffLeavesItsTurnToAnother() {
        backingOff.set(1);

        assertEquals(Optional.of("c"), backfills.next());
        assertEquals(Optional.empty(), backfills.next());
    }
}
