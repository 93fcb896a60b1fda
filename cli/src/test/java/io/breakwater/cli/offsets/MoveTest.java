package io.breakwater.cli.offsets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.cli.topics.Spans;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MoveTest {
    private static final Spans ALL = Spans.parse("0:10-20,1:0-5");

    @Test
    void moveSaysHowManyRecordsLieBehindIt() {
        assertEquals(
                List.of(new Move("registry.events", 0, Optional.of(20L), 12, 8)),
                Move.of("registry.events", ALL, Map.of(0, 12L), Map.of(0, 20L)));
    }

    @Test
    void endOfAPartitionIsAPlaceToo() {
        assertEquals(
                List.of(new Move("registry.events", 1, Optional.empty(), 5, 0)),
                Move.of("registry.events", ALL, Map.of(1, 5L), Map.of()));
    }

    @Test
    void placeThatTheTopicDoesNotHoldIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Move.of("t", ALL, Map.of(0, 9L), Map.of()));
        assertThrows(IllegalArgumentException.class, () -> Move.of("t", ALL, Map.of(0, 21L), Map.of()));
        assertThrows(IllegalArgumentException.class, () -> Move.of("t", ALL, Map.of(2, 0L), Map.of()));
    }
}
