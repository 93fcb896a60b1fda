package io.breakwater.cli.offsets;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.cli.topics.Spans;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static final Spans ALL = Spans.parse("0:10-20,1:0-5");

    @Test
    void placeOfATimeIsWhereItsRecordsBegin() {
        assertEquals(Map.of(0, 12L, 1, 5L), Target.within(ALL, Spans.parse("0:12-20,1:5-5")));
    }

    @Test
    void placeOfATimeLiesWithinWhatTheTopicHeldHoweverItGrowsMeanwhile() {
        var later = Spans.parse("0:23-23,1:2-9,2:0-0");
        assertEquals(Map.of(0, 20L, 1, 2L), Target.within(ALL, later));
        assertEquals(2, Move.of("t", ALL, Target.within(ALL, later), Map.of()).size());
    }
}
