package io.breakwater.auditor.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How far the ledger has answered what has happened to one name. Offsets are of {@code registry.events} unless said
 * otherwise, -1 for none. The two topics are read in no particular order, so {@code answered} may be ahead of
 * {@code heard}; each only grows, which makes a record that comes twice or late harmless.
 *
 * @param heard the newest event
 * @param answered the newest event that the ledger has answered; older ones count as answered, since the events of one
 *     name run in order
 * @param answeredRequest the newest answered request, an offset of {@code replication.requests}
 * @param waiting events beyond {@code answered}, oldest first
 * @param unsettledSince when the oldest event was noticed that the ledger has answered without a copy; absent once a
 *     copy is proved
 */
record Progress(
        long heard, long answered, long answeredRequest, List<Waiting> waiting, Optional<Instant> unsettledSince) {
    /** How many waiting events are kept apart. A tag may be pushed thousands of times while the standby is down. */
    static final int MOST_WAITING = 16;

    static final Progress NONE = new Progress(-1, -1, -1, List.of(), Optional.empty());

    Progress {
        waiting = List.copyOf(waiting);
    }

    /**
     * An event without an answer.
     *
     * @param since where its grace period begins
     * @param push whether it is a push to the primary
     */
    record Waiting(long offset, Instant since, boolean push) {}

    /** Takes note of an event that needs no answer. */
    Progress hear(long offset) {
        return new Progress(Math.max(heard, offset), answered, answeredRequest, waiting, unsettledSince);
    }

    /** Takes note of an event, which waits unless the ledger was faster. */
    Progress hear(Waiting event) {
        var heardIt = hear(event.offset());
        return event.offset() <= answered ? heardIt : heardIt.withWaiting(appended(event));
    }

    /** Takes the answer to the event at {@code offset}; {@code now} stands in for an event that has not been read yet. */
    Progress answer(long offset, boolean settles, Instant now) {
        var left = waiting.stream().filter(event -> event.offset() > offset).toList();
        var noticed = waiting.stream()
                .filter(event -> event.offset() <= offset)
                .map(Waiting::since)
                .findFirst()
                .orElse(now);
        var oldest = Stream.concat(unsettledSince.stream(), Stream.of(noticed)).min(Instant::compareTo);
        return new Progress(heard, offset, answeredRequest, left, settles ? Optional.empty() : oldest);
    }

    Progress answerRequest(long offset) {
        return new Progress(heard, answered, offset, waiting, unsettledSince);
    }

    Progress settled() {
        return new Progress(heard, answered, answeredRequest, waiting, Optional.empty());
    }

    /** Since when the oldest event waits. */
    Optional<Instant> waitingSince() {
        return waiting.stream().map(Waiting::since).min(Instant::compareTo);
    }

    boolean isWaitingPush(long offset) {
        return waiting.stream().anyMatch(event -> event.offset() == offset && event.push());
    }

    private Progress withWaiting(List<Waiting> events) {
        return new Progress(heard, answered, answeredRequest, events, unsettledSince);
    }

    /** When all places are taken the newest event shares the last one, with the earlier beginning of the two. */
    private List<Waiting> appended(Waiting event) {
        var events = new ArrayList<>(waiting);
        if (events.size() < MOST_WAITING) {
            events.add(event);
        } else {
            events.add(new Waiting(event.offset(), events.removeLast().since(), event.push()));
        }
        return events;
    }
}
