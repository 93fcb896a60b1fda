package io.breakwater.replicator.core;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Jobs that are to be begun later, and hold up nobody until then.
 *
 * <p>Confined to the poll thread.
 */
public final class PutOff<J> {
    private final PriorityQueue<Waiting<J>> waiting =
            new PriorityQueue<>((one, other) -> Long.signum(one.atNanos() - other.atNanos()));

    private record Waiting<J>(J job, long atNanos) {}

    /** @param atNanos when it is due, on a clock that only grows */
    public void add(J job, long atNanos) {
        waiting.add(new Waiting<>(job, atNanos));
    }

    /** Takes out what is due by now, the longest due first. */
    public List<J> due(long nowNanos) {
        var due = new ArrayList<J>();
        for (var next = waiting.peek(); next != null && nowNanos - next.atNanos() >= 0; next = waiting.peek()) {
            due.add(next.job());
            waiting.remove();
        }
        return due;
    }

    /** Takes out those that need not wait any more. */
    public List<J> takeOut(Predicate<J> unwanted) {
        var taken = waiting.stream().map(Waiting::job).filter(unwanted).toList();
        waiting.removeIf(entry -> unwanted.test(entry.job()));
        return taken;
    }

    public int size() {
        return waiting.size();
    }
}
