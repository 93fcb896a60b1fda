package io.breakwater.replicator.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Order per key, parallel across keys: a queue for each key, of which only the head is at work (invariant 4).
 *
 * <p>Confined to the poll thread.
 */
public final class Lanes<K, J> {
    private final Map<K, Deque<J>> lanes = new HashMap<>();

    /** @return whether {@code job} is at the head of its lane and may start */
    public boolean add(K key, J job) {
        var lane = lanes.computeIfAbsent(key, _ -> new ArrayDeque<>());
        lane.addLast(job);
        return lane.size() == 1;
    }

    /** The head of this lane has ended. @return the job that may start now */
    public Optional<J> finish(K key) {
        var lane = lanes.get(key);
        if (lane == null) {
            throw new IllegalStateException("no job at work in lane " + key);
        }
        lane.removeFirst();
        if (lane.isEmpty()) {
            lanes.remove(key);
        }
        return Optional.ofNullable(lane.peekFirst());
    }

    /** Keys with work. */
    public int size() {
        return lanes.size();
    }
}
