package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BackfillsTest {
    private final AtomicInteger most = new AtomicInteger(2);
    private final AtomicInteger backingOff = new AtomicInteger();
    private final Set<String> busy = new HashSet<>();
    private final Backfills<String> backfills = new Backfills<>(most::get, backingOff::get);

    @BeforeEach
    void fourWaitAndTwoBegin() {
        backfills.add("a");
        backfills.add("b");
        backfills.add("c");
        backfills.add("d");
        assertEquals(Optional.of("a"), backfills.next(lane -> !busy.contains(lane)));
        assertEquals(Optional.of("b"), backfills.next(lane -> !busy.contains(lane)));
    }

    @Test
    void whatIsMoreThanMayBeAtWorkWaitsInTheOrderInWhichItCame() {
        assertEquals(Optional.empty(), backfills.next(lane -> !busy.contains(lane)));

        backfills.end();

        assertEquals(Optional.of("c"), backfills.next(lane -> !busy.contains(lane)));
        assertEquals(Optional.empty(), backfills.next(lane -> !busy.contains(lane)));
    }

    /** Otherwise it would wait at the head of its lane, and a push of its name behind it. */
    @Test
    void whereLargePushesHaveTheTurnsNoneBegins() {
        most.set(-1);
        backfills.end();
        backfills.end();
        assertEquals(Optional.empty(), backfills.next(lane -> !busy.contains(lane)));

        most.set(1);

        assertEquals(Optional.of("c"), backfills.next(lane -> !busy.contains(lane)));
    }

    /** Otherwise a few artifacts that are refused for a quarter of an hour would stop all back-fill for as long. */
    @Test
    void whoBacksOffLeavesItsTurnToAnother() {
        backingOff.set(1);

        assertEquals(Optional.of("c"), backfills.next(lane -> !busy.contains(lane)));
        assertEquals(Optional.empty(), backfills.next(lane -> !busy.contains(lane)));
    }

    /** Otherwise three names whose pushes fail for ever would stop all back-fill for as long. */
    @Test
    void whoseLaneIsBusyHoldsNoPlaceAndIsNotForgotten() {
        backfills.end();
        busy.add("c");

        assertEquals(Optional.of("d"), backfills.next(lane -> !busy.contains(lane)));
        backfills.end();
        busy.clear();

        assertEquals(Optional.of("c"), backfills.next(lane -> !busy.contains(lane)));
    }

    @Test
    void whatIsTakenOutWaitsNoMore() {
        assertEquals(List.of("c"), backfills.takeOut("c"::equals));
        backfills.end();

        assertEquals(Optional.of("d"), backfills.next(lane -> !busy.contains(lane)));
    }
}
