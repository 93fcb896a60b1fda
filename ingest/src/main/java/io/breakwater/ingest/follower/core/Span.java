package io.breakwater.ingest.follower.core;

import java.time.Duration;
import java.time.Instant;

/**
 * Which rows a round is about, by Harbor's clock.
 *
 * <p>Ids are no cursor: a row gets its id when it is begun and is seen when its transaction ends, so one with a lower id
 * may come after one with a higher. So rows are read by time, and each round begins before the last one ended.
 *
 * @param from inclusive
 * @param to where the cursor stands once the round is done
 * @param isOpen whether it ends now: rows from beyond {@code to}, of another machine's clock, belong to it too
 */
public record Span(Instant from, Instant to, boolean isOpen) {
    /** How much is read at once after a long absence, so that memory stays bounded. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /**
     * How far beyond both ends rows are read to be compared with webhooks: those of two neighbours must not be taken for
     * each other at the edge.
     */
    public static final Duration MARGIN = Duration.ofSeconds(5);

    /** Harbor tries three times within three minutes; what it brings later is compared with nothing. */
    static final Duration LATEST_WEBHOOK = Duration.ofMinutes(5);

    /** Between clocks of several ingest processes, which stamp what webhooks bring. */
    public static final Duration CLOCKS = Duration.ofMinutes(1);

    /**
     * The next round's.
     *
     * @param cursor up to where has been read
     * @param now Harbor's clock; it may have been set back
     * @param overlap how much later than its time a row may be seen, different clocks of Harbor's machines included
     */
    public static Span next(Instant cursor, Instant now, Duration overlap) {
        var begin = cursor.isAfter(now) ? now : cursor;
        // Not shorter than the overlap, so that what is read again is of the last piece only.
        var to = begin.plus(overlap.compareTo(LONGEST) > 0 ? overlap : LONGEST);
        return to.isBefore(now.minus(overlap))
                ? new Span(begin.minus(overlap), to, false)
                : new Span(begin.minus(overlap), now, true);
    }

    /** From when rows are read. */
    public Instant readFrom() {
        return from.minus(MARGIN);
    }

    /** Until when rows are read, where it is not open. */
    public Instant readTo() {
        return to.plus(MARGIN);
    }

    /** From when the topic is read, if it was not before. */
    public Instant hearFrom() {
        return readFrom().minus(CLOCKS);
    }

    /** Until when the topic is read. */
    public Instant hearTo() {
        return to.plus(LATEST_WEBHOOK);
    }

    /**
     * Before when nothing needs to be remembered any more: earlier than the next round's rows, since Harbor may have several
     * clocks, and by whichever is behind of Harbor's clock and ours, since one that has run ahead may be set back.
     *
     * @param ahead by how much our clock is ahead of Harbor's
     */
    public Instant forgetBefore(Duration overlap, Duration ahead) {
        var known = readFrom().minus(overlap);
        return ahead.isNegative() ? known.plus(ahead) : known;
    }

    /** The same with all that happened since {@code time}, of rows that are known from earlier rounds. */
    public Span reachingBackTo(Instant time) {
        return time.isBefore(from) ? new Span(time, to, isOpen) : this;
    }

    boolean holds(AuditRow row) {
        return !row.at().isBefore(from) && (isOpen || row.at().isBefore(to));
    }
}
