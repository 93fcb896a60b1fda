package io.breakwater.auditor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Holds a burst of deletes before its first one is asked for (invariant 9): their number is known as long before as they
 * wait. What was asked for within the last hour lessens what may be asked for now, without being a burst. Over all partitions
 * of this process; the replicator has a limit of its own behind this one.
 */
final class DeleteBrake {
    /** Deletes as far apart as this are one burst. */
    static final Duration WINDOW = Duration.ofHours(1);

    private final int atMost;
    private final Map<Object, Integer> waiting = new HashMap<>();
    private final Deque<Instant> asked = new ArrayDeque<>();
    private boolean holding;

    DeleteBrake(int atMost) {
        this.atMost = atMost;
    }

    /**
     * Takes the numbers of one partition and says how many of its deletes may be asked for now.
     *
     * @param partition whose they are
     * @param soon how many are due within {@link #WINDOW}, those included that are due; counted up to one more than allowed
     */
    synchronized int allowance(Object partition, int soon, Instant now) {
        waiting.put(partition, soon);
        while (!asked.isEmpty() && !asked.getFirst().plus(WINDOW).isAfter(now)) {
            asked.removeFirst();
        }
        holding = waiting() > atMost;
        return holding ? 0 : atMost - asked.size();
    }

    /** One was asked for. */
    synchronized void asked(Instant now) {
        asked.addLast(now);
    }

    /** The partition is somebody else's now. */
    synchronized void forget(Object partition) {
        waiting.remove(partition);
    }

    /** Deletes that will be due within the window, over all partitions. */
    synchronized int waiting() {
        return waiting.values().stream().mapToInt(Integer::intValue).sum();
    }

    synchronized boolean isHolding() {
        return holding;
    }

    /** What it wants to be asked, for a person. */
    synchronized Optional<String> complaint() {
        return holding
                ? Optional.of(waiting()
                        + " or more images are to be deleted at the standby within an hour, and at most "
                        + atMost + " may be: none is. Raise replicator.deletes.at-most to have them deleted, or take"
                        + " mirror-after away to keep them")
                : Optional.empty();
    }
}
