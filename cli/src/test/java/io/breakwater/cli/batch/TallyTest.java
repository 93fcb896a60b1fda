package io.breakwater.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.cli.LedgerRecords;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TallyTest {
    private final Tally tally = new Tally();

    @Test
    void isWholeWhenEachRequestHasAnOutcome() {
        asked(0, 10);
        asked(0, 12);
        asked(1, 3);
        settle("replication.requests", 0, 12, Outcome.REPLICATED);
        settle("replication.requests", 1, 3, Outcome.REFUSED);
        assertFalse(tally.isWhole());

        settle("replication.requests", 0, 10, Outcome.FAILED);

        assertTrue(tally.isWhole());
        assertEquals(3, tally.settled());
        assertEquals(2, tally.failed());
        assertEquals(Map.of(Outcome.REPLICATED, 1L, Outcome.REFUSED, 1L, Outcome.FAILED, 1L), tally.outcomes());
    }

    @Test
    void outcomesOfOthersDoNotCount() {
        asked(0, 10);
        settle("registry.events", 0, 10, Outcome.REPLICATED);
        settle("replication.requests", 0, 9, Outcome.REPLICATED);
        settle("replication.requests", 0, 11, Outcome.REPLICATED);
        settle("replication.requests", 1, 10, Outcome.REPLICATED);

        assertEquals(0, tally.settled());
    }

    @Test
    void requestThatIsFoundTwiceCountsOnce() {
        asked(0, 10);
        asked(0, 10);
        asked(0, 11);

        assertEquals(2, tally.requests());
    }

    @Test
    void secondOutcomeOfARequestDoesNotCount() {
        asked(0, 10);
        asked(0, 11);
        settle("replication.requests", 0, 10, Outcome.REPLICATED);
        settle("replication.requests", 0, 10, Outcome.FAILED);

        assertFalse(tally.isWhole());
        assertEquals(Map.of(Outcome.REPLICATED, 1L), tally.outcomes());
    }

    @Test
    void whatWasCancelledIsCountedApartFromWhatARuleFilters() {
        asked(0, 10);
        asked(0, 11);
        tally.take(LedgerRecords.filtered(request(0, 10), "NO_RULE"));
        tally.take(LedgerRecords.filtered(request(0, 11), "CANCELLED"));

        assertTrue(tally.isWhole());
        assertEquals(1, tally.cancelled());
        assertEquals(Map.of(Outcome.FILTERED, 2L), tally.outcomes());
    }

    @Test
    void batchOfNothingIsWhole() {
        assertTrue(tally.isWhole());
        assertEquals(0, tally.failed());
    }

    private void asked(int partition, long offset) {
        tally.asked(request(partition, offset));
    }

    private static Coordinates request(int partition, long offset) {
        return new Coordinates("replication.requests", partition, offset);
    }

    private void settle(String topic, int partition, long offset, Outcome outcome) {
        tally.take(LedgerRecords.of(topic, partition, offset, outcome));
    }
}
