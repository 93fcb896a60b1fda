package io.breakwater.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.cli.batch.Batch.State;
import io.breakwater.schemas.OperationRecord;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BatchTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");

    @Test
    void batchOfWhichOnlyTheBeginIsKnownIsOpen() {
        var batch = only(began("b1"));
        assertEquals(State.OPEN, batch.state());
        assertEquals(Optional.empty(), batch.requests());
        assertEquals(Map.of("topic", "registry.events"), batch.details());
    }

    @Test
    void howItEndedIsWhatItsLastEndSays() {
        assertEquals(State.DONE, only(began("b1"), ended("b1", "DONE", "38")).state());
        var stopped = only(began("b1"), ended("b1", "STOPPED", "12"));
        assertEquals(State.STOPPED, stopped.state());
        assertEquals(Optional.of(12L), stopped.requests());
    }

    @Test
    void batchThatIsGoneOnWithIsOpenAgainAndHowManyItPublishedIsNotKnown() {
        var resumed = only(began("b1"), ended("b1", "STOPPED", "12"), about("b1", "replay-resumed"));
        assertEquals(State.OPEN, resumed.state());
        assertEquals(Optional.empty(), resumed.requests());
    }

    @Test
    void cancelledBatchStaysCancelledAlsoWhereAllOfItIsPublished() {
        assertEquals(State.CANCELLED, only(began("b1"), about("b1", "cancel")).state());
        assertEquals(
                State.CANCELLED,
                only(began("b1"), about("b1", "cancel"), ended("b1", "CANCELLED", "3"))
                        .state());
        var published = only(began("b1"), ended("b1", "DONE", "38"), about("b1", "cancel"));
        assertEquals(State.CANCELLED, published.state(), "it may have requests that have not had their turn");
        assertEquals(Optional.of(38L), published.requests());
        assertEquals(
                State.CANCELLED,
                only(began("b1"), about("b1", "cancel"), ended("b1", "DONE", "38"))
                        .state());
    }

    @Test
    void cancelIsNotUndoneByWhoStopsOrGoesOnWithoutKnowingOfIt() {
        var cancel = about("b1", "cancel");
        assertEquals(
                State.CANCELLED,
                only(began("b1"), cancel, ended("b1", "STOPPED", "3")).state());
        assertEquals(
                State.CANCELLED,
                only(began("b1"), cancel, about("b1", "replay-resumed")).state());
        var stopped = only(began("b1"), cancel, about("b1", "replay-resumed"), ended("b1", "STOPPED", "5"));
        assertEquals(State.CANCELLED, stopped.state());
        assertEquals(Optional.of(5L), stopped.requests());
    }

    @Test
    void otherOperationsAndOtherBatchesDoNotMatter() {
        var batches = batches(began("b1"), about("b2", "cancel"), record("d", "discard", Map.of()));
        assertEquals(List.of("b1"), batches.stream().map(Batch::id).toList());
        assertTrue(batches.getFirst().state().canGoOn());
    }

    private static Batch only(OperationRecord... records) {
        var batches = batches(records);
        assertEquals(1, batches.size());
        return batches.getFirst();
    }

    private static List<Batch> batches(OperationRecord... records) {
        var batches = new Batches("replay");
        List.of(records).forEach(batches::take);
        return batches.all();
    }

    private static OperationRecord began(String id) {
        return record(id, "replay", Map.of("topic", "registry.events"));
    }

    private static OperationRecord ended(String id, String result, String requests) {
        return record("end", "replay-ended", Map.of("batch", id, "result", result, "requests", requests));
    }

    private static OperationRecord about(String id, String operation) {
        return record("x", operation, Map.of("batch", id));
    }

    private static OperationRecord record(String id, String operation, Map<String, String> details) {
        return new OperationRecord(id, operation, "mira", "test", NOON, details);
    }
}
