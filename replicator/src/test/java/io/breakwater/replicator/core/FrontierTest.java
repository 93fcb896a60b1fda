package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrontierTest {
    @Test
    void theOffsetStaysBelowTheOldestUnfinishedRecord() {
        var frontier = Frontier.at(10);
        frontier.begin(10);
        frontier.begin(11);

        frontier.complete(11);

        assertEquals(10, frontier.offset());
    }

    @Test
    void recordsDoneAboveTheOffsetAreNotBegunAgainAfterARestart() {
        var before = Frontier.at(10);
        for (var offset = 10; offset < 14; offset++) {
            before.begin(offset);
        }
        before.complete(11);
        before.complete(13);

        var after = Frontier.committed(before.offset(), before.metadata());

        assertTrue(after.begin(10));
        assertFalse(after.begin(11));
        assertTrue(after.begin(12));
        assertFalse(after.begin(13));
        assertTrue(after.begin(14));
    }

    @Test
    void offsetsWithoutRecordsDoNotHoldTheFrontierBack() {
        var frontier = Frontier.at(5);
        frontier.begin(7);

        frontier.complete(7);

        assertEquals(8, frontier.offset());
    }

    @Test
    void metadataOfAnotherToolMeansNothingIsDone() {
        var frontier = Frontier.committed(3, "moved by hand");

        assertTrue(frontier.begin(3));
        assertEquals(3, frontier.offset());
    }

    @Test
    void theWidestFrontierFitsIntoTheMetadataThatABrokerTakes() {
        var frontier = Frontier.at(0);
        for (var offset = 0; offset < Frontier.WIDEST; offset++) {
            frontier.begin(offset);
            if (offset > 0) {
                frontier.complete(offset);
            }
        }

        assertTrue(frontier.isWide());
        assertTrue(
                frontier.metadata().length() <= 4096, () -> frontier.metadata().length() + " characters");
    }

    /** Retention has deleted what lay between: the gap counts as done, and still fits beside an old record that is not. */
    @Test
    void aGapOfAMillionOffsetsFitsIntoTheMetadataThatABrokerTakes() {
        var before = Frontier.at(0);
        before.begin(0);
        var random = new Random(7);
        for (var offset = 1_000_000L; offset < 1_010_000; offset++) {
            before.begin(offset);
            if (random.nextBoolean()) {
                before.complete(offset);
            }
        }

        var after = Frontier.committed(before.offset(), before.metadata());

        assertTrue(before.isWide());
        assertTrue(before.metadata().length() <= 4096, () -> before.metadata().length() + " characters");
        assertEquals(before.offset(), after.offset());
        assertEquals(before.metadata(), after.metadata());
    }

    /** Random completion orders, with a restart from the committed pair at a random point: each record is worked on until done, never after. */
    @Test
    void anyOrderOfCompletionAndAnyRestartKeepsEveryRecordExactlyOnce() {
        for (var seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var start = random.nextLong(1_000_000);
            var size = 1 + random.nextInt(3_000);
            var recorded = new HashSet<Long>();
            var frontier = Frontier.at(start);
            for (var life = 0; recorded.size() < size; life++) {
                var open = new ArrayList<Long>();
                for (var offset = frontier.offset(); offset < start + size; offset++) {
                    if (frontier.begin(offset)) {
                        open.add(offset);
                    } else {
                        assertTrue(recorded.contains(offset), "seed " + seed + ": skipped " + offset);
                    }
                }
                Collections.shuffle(open, random);
                var until = life > 5 ? open.size() : random.nextInt(open.size() + 1);
                for (var offset : open.subList(0, until)) {
                    frontier.complete(offset);
                    assertTrue(recorded.add(offset), "seed " + seed + ": twice " + offset);
                }
                frontier = Frontier.committed(frontier.offset(), frontier.metadata());
            }
            assertEquals(start + size, frontier.offset(), "seed " + seed);
        }
    }
}
