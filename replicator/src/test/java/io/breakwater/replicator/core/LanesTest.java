package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class LanesTest {
    private final Lanes<String, Integer> lanes = new Lanes<>();

    @Test
    void jobsOfOneKeyRunOneAfterAnotherInOrder() {
        assertTrue(lanes.add("app:v1", 1));
        assertFalse(lanes.add("app:v1", 2));
        assertFalse(lanes.add("app:v1", 3));

        assertEquals(Optional.of(2), lanes.finish("app:v1"));
        assertEquals(Optional.of(3), lanes.finish("app:v1"));
        assertEquals(Optional.empty(), lanes.finish("app:v1"));
    }

    @Test
    void jobsOfDifferentKeysRunInParallel() {
        assertTrue(lanes.add("app:v1", 1));
        assertTrue(lanes.add("app:v2", 2));
    }

    @Test
    void anEmptyLaneLeavesNothingBehind() {
        lanes.add("app:v1", 1);

        lanes.finish("app:v1");

        assertEquals(0, lanes.size());
        assertTrue(lanes.add("app:v1", 2));
    }

    @Test
    void finishingWhatNeverStartedIsABug() {
        assertThrows(IllegalStateException.class, () -> lanes.finish("app:v1"));
    }
}
