package io.breakwater.replicator.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/**
 * Order per key, parallel across keys: a queue for each key, of which only the head is at work (invariant 4). A head is
 * one job, or as many in a row as are done by the same work.
 *
 * <p>Confined to the poll thread.
 */
public final class Lanes<K, J> {
    private final BiPredicate<J, J> together;
    private final Map<K, Lane<J>> lanes = new HashMap<>();

    private static final class Lane<J> {
        private final Deque<J> jobs = new ArrayDeque<>();
        private int atWork;
    }

    /** @param together whether the second job is done by the work that the first one needs */
    public Lanes(BiPredicate<J, J> together) {
        this.together = together;
    }

    /** Puts {@code job} at the end of its lane. */
    public void add(K key, J job) {
        lanes.computeIfAbsent(key, _ -> new Lane<>()).jobs.addLast(job);
    }

    /**
     * Takes the head of a lane to work.
     *
     * @return what is to be done by one work, oldest first; empty while the lane is at work, and where there is none
     */
    public List<J> start(K key) {
        var lane = lanes.get(key);
        if (lane == null || lane.atWork > 0) {
            return List.of();
        }
        var head = new ArrayList<J>();
        for (var job : lane.jobs) {
            if (!head.isEmpty() && !together.test(head.getFirst(), job)) {
                break;
            }
            head.add(job);
        }
        lane.atWork = head.size();
        return List.copyOf(head);
    }

    /** What was started of this lane has ended. */
    public void finish(K key) {
        var lane = lanes.get(key);
        if (lane == null || lane.atWork == 0) {
            throw new IllegalStateException("no job at work in lane " + key);
        }
        for (; lane.atWork > 0; lane.atWork--) {
            lane.jobs.removeFirst();
        }
        if (lane.jobs.isEmpty()) {
            lanes.remove(key);
        }
    }

    /** Whether what is added now can be started at once. */
    public boolean isFree(K key) {
        return !lanes.containsKey(key);
    }

    /** Keys with work. */
    public int size() {
        return lanes.size();
    }
}
