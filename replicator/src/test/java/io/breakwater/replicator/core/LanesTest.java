package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LanesTest {
    /** Jobs of the same ten are done by the same work. */
    private final Lanes<String, Integer> lanes = new Lanes<>((first, later) -> first / 10 == later / 10);

    @Test
    void jobsOfOneKeyRunOneAfterAnotherInOrder() {
        lanes.add("app:v1", 10);
        lanes.add("app:v1", 20);

        assertEquals(List.of(10), lanes.start("app:v1"));
        assertEquals(List.of(), lanes.start("app:v1"));
        lanes.finish("app:v1");
        assertEquals(List.of(20), lanes.start("app:v1"));
    }

    @Test
    void jobsInARowThatNeedTheSameWorkAreStartedTogether() {
        List.of(11, 12, 13, 20, 14).forEach(job -> lanes.add("app:v1", job));

        assertEquals(List.of(11, 12, 13), lanes.start("app:v1"));
    }

    @Test
    void aJobThatComesLaterDoesNotJoinWorkThatHasBegun() {
        lanes.add("app:v1", 11);
        lanes.start("app:v1");
        lanes.add("app:v1", 12);

        lanes.finish("app:v1");

        assertEquals(List.of(12), lanes.start("app:v1"));
    }

    @Test
    void jobsOfDifferentKeysRunInParallel() {
        lanes.add("app:v1", 1);
        lanes.add("app:v2", 2);

        assertEquals(List.of(1), lanes.start("app:v1"));
        assertEquals(List.of(2), lanes.start("app:v2"));
    }

    @Test
    void anEmptyLaneLeavesNothingBehind() {
        lanes.add("app:v1", 1);
        lanes.start("app:v1");

        lanes.finish("app:v1");

        assertEquals(0, lanes.size());
    }

    @Test
    void finishingWhatNeverStartedIsABug() {
        lanes.add("app:v1", 1);

        assertThrows(IllegalStateException.class, () -> lanes.finish("app:v1"));
        assertThrows(IllegalStateException.class, () -> lanes.finish("app:v2"));
    }

    /** Jobs come, start and finish in any order: of each key in the order in which they came, each once. */
    @Test
    void anyOrderOfComingAndFinishingKeepsTheOrderOfEachKey() {
        for (var seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var any = new Lanes<Integer, Integer>((first, later) -> first / 4 == later / 4);
            var came = new HashMap<Integer, List<Integer>>();
            var done = new HashMap<Integer, List<Integer>>();
            var atWork = new ArrayList<Integer>();
            for (var step = 0; step < 500 || !atWork.isEmpty() || any.size() > 0; step++) {
                var key = random.nextInt(5);
                if (step < 500 && random.nextBoolean()) {
                    any.add(key, step);
                    came.computeIfAbsent(key, _ -> new ArrayList<>()).add(step);
                } else if (!atWork.isEmpty() && random.nextBoolean()) {
                    Collections.shuffle(atWork, random);
                    any.finish(atWork.removeFirst());
                }
                var started = any.start(key);
                if (!started.isEmpty()) {
                    assertTrue(!atWork.contains(key), "seed " + seed + ": two works in one lane");
                    atWork.add(key);
                    done.computeIfAbsent(key, _ -> new ArrayList<>()).addAll(started);
                }
            }
            assertEquals(came, done, "seed " + seed);
        }
    }
}
