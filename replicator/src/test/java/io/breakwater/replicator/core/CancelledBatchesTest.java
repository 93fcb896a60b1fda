package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.BatchName;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CancelledBatchesTest {
    private final CancelledBatches cancelled = new CancelledBatches();

    @Test
    void onlyTheNewestAreKept() {
        cancelled.add(IntStream.rangeClosed(0, CancelledBatches.MOST)
                .mapToObj(number -> new BatchName("sync-" + number))
                .toList());

        assertEquals(CancelledBatches.MOST, cancelled.all().size());
        assertFalse(cancelled.all().contains(new BatchName("sync-0")));
        assertTrue(cancelled.all().contains(new BatchName("sync-" + CancelledBatches.MOST)));
    }

    @Test
    void whatIsHeardTwiceIsOne() {
        cancelled.add(List.of(new BatchName("sync-1"), new BatchName("sync-1")));

        assertEquals(Set.of(new BatchName("sync-1")), cancelled.all());
    }

    @Test
    void nothingNewIsTheSameSet() {
        cancelled.add(List.of(new BatchName("sync-1")));
        var before = cancelled.all();

        cancelled.add(List.of());

        assertSame(before, cancelled.all());
    }
}
