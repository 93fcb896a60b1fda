package io.breakwater.ingest.follower.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Rows whose tag Harbor has not explained yet. They are asked for again while this process reads on, so one image holds up no
 * other; the cursor that is kept for a successor stands where the oldest of them was met. Confined to one thread.
 */
public final class Postponed {
    /** With more than these the reading waits too, so that memory stays bounded. */
    static final int MOST = 500;

    static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Duration shortestPause;
    private final Map<Long, Waiting> waiting = new LinkedHashMap<>();

    /**
     * A row that waits.
     *
     * @param neighbours those whose webhooks might be taken for its own, were they not paired with their own
     * @param met the cursor of the round that met it first
     * @param since nanoseconds, of the first time that it was asked for
     * @param asked likewise, of the last time
     */
    private record Waiting(AuditRow row, List<AuditRow> neighbours, Cursor met, long since, long asked) {}

    /** @param shortestPause between two questions about one row */
    public Postponed(Duration shortestPause) {
        this.shortestPause = shortestPause;
    }

    /**
     * Harbor was asked and did not say.
     *
     * @param seen rows of this round, with those that this returns
     * @param nanos {@link System#nanoTime}
     */
    public void put(AuditRow row, List<AuditRow> seen, Cursor met, long nanos) {
        var before = Optional.ofNullable(waiting.get(row.id()));
        if (before.isPresent() || waiting.size() < MOST) {
            var neighbours = seen.stream()
                    .filter(other -> other.id() != row.id() && row.mayBeTakenFor(other))
                    .toList();
            waiting.put(
                    row.id(),
                    before.map(was -> new Waiting(row, neighbours, was.met(), was.since(), nanos))
                            .orElseGet(() -> new Waiting(row, neighbours, met, nanos, nanos)));
        }
    }

    /** Forgets all rows but these: the others have been told, given up, or announced by a webhook meanwhile. */
    public void keep(Set<Long> rows) {
        waiting.keySet().retainAll(rows);
    }

    /** Whether it waits. */
    public boolean holds(AuditRow row) {
        return waiting.containsKey(row.id());
    }

    /** Whether it is time to ask for it: less and less often, so that a busy Harbor is not kept busy. */
    public boolean isDue(AuditRow row, long nanos) {
        var was = waiting.get(row.id());
        if (was == null) {
            return true;
        }
        var pause = Math.max(shortestPause.toNanos(), (was.asked() - was.since()) / 2);
        return nanos - was.asked() >= Math.min(pause, LONGEST_PAUSE.toNanos());
    }

    /** With their neighbours, which Harbor's log is not asked for any more. One may be there twice. */
    public List<AuditRow> rows() {
        return waiting.values().stream()
                .flatMap(one -> Stream.concat(one.neighbours().stream(), Stream.of(one.row())))
                .toList();
    }

    /** When the oldest of them happened, by Harbor's clock. */
    Optional<Instant> oldest() {
        return waiting.values().stream().map(one -> one.row().at()).min(Comparator.naturalOrder());
    }

    /**
     * How far back is to be looked, at rows or at what was heard.
     *
     * @param usual if none waits
     * @param margin that they need beyond their own time
     */
    public Instant reach(Instant usual, Duration margin) {
        return oldest().map(at -> at.minus(margin)).filter(usual::isAfter).orElse(usual);
    }

    /** Where a successor is to begin, if this process has come to {@code reached}. */
    public Cursor kept(Cursor reached) {
        return waiting.values().stream()
                .map(Waiting::met)
                .filter(met -> met.at().isBefore(reached.at()))
                .min(Comparator.comparing(Cursor::at))
                .orElse(reached);
    }
}
