package io.breakwater.cli.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.cli.batch.Batch;
import io.breakwater.cli.batch.Batch.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EarlierTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Instant LATER = NOON.plus(Duration.ofHours(23));

    @Test
    void unfinishedSyncOfTodayIsGoneOnWith() {
        for (var state : List.of(State.OPEN, State.STOPPED)) {
            var batch = batch("s1", state, "");
            assertEquals(new Earlier.Unfinished(batch), Earlier.of(List.of(batch), "", LATER));
        }
    }

    @Test
    void unfinishedSyncThatIsADayOldIsNotGoneOnWith() {
        var batch = batch("s1", State.STOPPED, "");
        assertEquals(new Earlier.TooOld(batch), Earlier.of(List.of(batch), "", NOON.plus(Duration.ofDays(1))));
    }

    @Test
    void onlyTheNewestOfTheSameImagesCounts() {
        var unfinished = batch("s1", State.STOPPED, "");
        var done = batch("s2", State.DONE, "");
        var others = batch("s3", State.STOPPED, "library/*");
        assertEquals(new Earlier.Nothing(), Earlier.of(List.of(unfinished, done), "", LATER));
        assertEquals(new Earlier.Unfinished(unfinished), Earlier.of(List.of(unfinished, others), "", LATER));
    }

    @Test
    void cancelledSyncIsNotGoneOnWith() {
        assertEquals(new Earlier.Nothing(), Earlier.of(List.of(batch("s1", State.CANCELLED, "")), "", LATER));
    }

    private static Batch batch(String id, State state, String images) {
        return new Batch(id, "sync", "mira", "test", NOON, state, Optional.empty(), Map.of("images", images));
    }
}
