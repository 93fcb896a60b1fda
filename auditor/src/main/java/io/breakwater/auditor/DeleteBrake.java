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
 *
 * <p>Partitions come and go, and a sum that lacks one looks harmless. So nothing is allowed while a partition is here that has
 * not been counted, and the number of one that has gone counts for an hour. That a burst was held is remembered with each
 * partition's state ({@link Farewells}).
 */
final class DeleteBrake {
    /** Deletes as far apart as this are one burst. */
    static final Duration WINDOW = Duration.ofHours(1);

    private final int atMost;
    private final Map<Integer, Count> here = new HashMap<>();
    private final Map<Integer, Gone> gone = new HashMap<>();
    private final Deque<Instant> asked = new ArrayDeque<>();
    private Instant latest = Instant.EPOCH;

    /** @param soon due within {@link #WINDOW}; absent until the first sweep */
    private record Count(Optional<Integer> soon, boolean held) {
        static final Count UNKNOWN = new Count(Optional.empty(), false);
    }

    private record Gone(int soon, Instant until) {}

    /**
     * What a partition may do now.
     *
     * @param most deletes that it may ask for
     * @param burst whether there are so many that none may be asked for, now or later
     */
    record Allowance(int most, boolean burst) {
        static final Allowance NOT_YET = new Allowance(0, false);
        static final Allowance BURST = new Allowance(0, true);
    }

    DeleteBrake(int atMost) {
        this.atMost = atMost;
    }

    /** A partition is ours from now on, and its deletes are not counted yet. */
    synchronized void open(int partition) {
        here.put(partition, Count.UNKNOWN);
    }

    /**
     * Takes the number of one partition's deletes and says how many it may ask for.
     *
     * @param soon how many are due within {@link #WINDOW}, those included that are due; counted up to one more than allowed
     */
    synchronized Allowance allowance(int partition, int soon, Instant now) {
        latest = now;
        gone.remove(partition);
        gone.values().removeIf(count -> !count.until().isAfter(now));
        here.put(partition, new Count(Optional.of(soon), false));
        while (!asked.isEmpty() && !asked.getFirst().plus(WINDOW).isAfter(now)) {
            asked.removeFirst();
        }
        if (sum() > atMost) {
            return Allowance.BURST;
        }
        return here.values().stream().anyMatch(count -> count.soon().isEmpty())
                ? Allowance.NOT_YET
                : new Allowance(Math.max(0, atMost - asked.size()), false);
    }

    private int sum() {
        return waiting() + gone.values().stream().mapToInt(Gone::soon).sum();
    }

    /** The partition's deletes wait for an operator. */
    synchronized void hold(int partition) {
        here.computeIfPresent(partition, (_, count) -> new Count(count.soon(), true));
    }

    /** One was asked for. */
    synchronized void asked(Instant now) {
        asked.addLast(now);
    }

    /** The partition is somebody else's now, perhaps of this same process. */
    synchronized void close(int partition) {
        Optional.ofNullable(here.remove(partition))
                .flatMap(Count::soon)
                .ifPresent(soon -> gone.put(partition, new Gone(soon, latest.plus(WINDOW))));
    }

    /** Deletes that will be due within the window, over all partitions that are here. */
    synchronized int waiting() {
        return here.values().stream().mapToInt(count -> count.soon().orElse(0)).sum();
    }

    /** Whether deletes of a partition that is here wait for an operator. */
    synchronized boolean isHolding() {
        return here.values().stream().anyMatch(Count::held);
    }

    /** What it wants to be asked, for a person. */
    synchronized Optional<String> complaint() {
        return isHolding()
                ? Optional.of(waiting() + " or more images wait to be deleted at the standby; more than the " + atMost
                        + " that may be within an hour were to be, so none is. Raise replicator.deletes.at-most to have them"
                        + " deleted, or take mirror-after away to keep them")
                : Optional.empty();
    }
}
