package io.breakwater.replicator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;

/**
 * Back-fill that has to wait for its turn. It waits here and not in its lane, so that a push of its name that comes meanwhile
 * goes first: both look at what the primary holds, so their order is nothing to them. Poll thread only.
 */
final class Backfills<J> {
    private final IntSupplier most;
    private final IntSupplier backingOff;
    private final Deque<J> waiting = new ArrayDeque<>();
    private int begun;

    /**
     * @param most how many may be at work at present
     * @param backingOff how many of these need no turn at present
     */
    Backfills(IntSupplier most, IntSupplier backingOff) {
        this.most = most;
        this.backingOff = backingOff;
    }

    void add(J job) {
        waiting.add(job);
    }

    /**
     * The one that has waited longest of those that can begin, if there is room for it now: it goes into its lane.
     *
     * @param canBegin whether its lane is free; otherwise it would hold a place without being at work
     */
    Optional<J> next(Predicate<J> canBegin) {
        if (begun - backingOff.getAsInt() >= most.getAsInt()) {
            return Optional.empty();
        }
        for (var candidates = waiting.iterator(); candidates.hasNext(); ) {
            var job = candidates.next();
            if (canBegin.test(job)) {
                candidates.remove();
                begun++;
                return Optional.of(job);
            }
        }
        return Optional.empty();
    }

    /** Takes out those that need not wait any more, in the order in which they came. */
    List<J> takeOut(Predicate<J> unwanted) {
        var taken = waiting.stream().filter(unwanted).toList();
        waiting.removeIf(unwanted);
        return taken;
    }

    /** One that was at work has ended. */
    void end() {
        begun--;
    }
}
