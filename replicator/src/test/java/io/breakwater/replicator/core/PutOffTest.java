package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class PutOffTest {
    private final PutOff<String> putOff = new PutOff<>();

    @Test
    void whatIsDueComesOutOnceLongestDueFirst() {
        putOff.add("third", 30);
        putOff.add("first", 10);
        putOff.add("second", 20);

        assertEquals(List.of("first", "second"), putOff.due(20));
        assertEquals(List.of(), putOff.due(29));
        assertEquals(1, putOff.size());
        assertEquals(List.of("third"), putOff.due(30));
    }

    /** {@code System.nanoTime} may pass from the largest number to the smallest. */
    @Test
    void aClockThatOverflowsKeepsTheOrder() {
        putOff.add("second", Long.MIN_VALUE + 5);
        putOff.add("first", Long.MAX_VALUE - 5);

        assertEquals(List.of("first"), putOff.due(Long.MAX_VALUE));
        assertEquals(List.of("second"), putOff.due(Long.MIN_VALUE + 5));
    }
}
