package io.breakwater.ingest.follower.core;

import static java.util.stream.Collectors.groupingBy;

import io.breakwater.ingest.follower.core.AuditRow.Subject;
import io.breakwater.ingest.follower.core.Heard.Announcement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which rows no webhook has announced.
 *
 * <p>A webhook has neither the row's id nor its fraction of a second, and a tag may be pushed several times within one. So
 * rows and webhooks are paired, one with one: as many rows are left over as there are webhooks missing. Which of two
 * that look the same is left over does not matter, since an event is a hint to look, and it is written after both. In doubt a
 * row becomes an event: a second one costs a look, a missing one an image.
 */
public final class Sieve {
    /** Both are cut from one clock reading, but a webhook's is cut off to the second. */
    static final Duration APART = Duration.ofSeconds(1);

    private static final Comparator<AuditRow> IN_ORDER =
            Comparator.comparing(AuditRow::at).thenComparingLong(AuditRow::id);

    private Sieve() {}

    /**
     * What becomes of the rows that were not settled before.
     *
     * @param toTell to become events, the oldest first
     * @param waiting whose webhook may still come
     */
    public record Sifted(List<AuditRow> toTell, List<AuditRow> waiting) {
        public Sifted {
            toTell = List.copyOf(toTell);
            waiting = List.copyOf(waiting);
        }
    }

    /**
     * Decides.
     *
     * @param rows all that can be seen now, from {@link Span#readFrom}; those outside of the span only serve to be paired
     * @param graceEnd who happened before and has no webhook yet will have none
     */
    public static Sifted sift(List<AuditRow> rows, Heard heard, Span span, Instant graceEnd) {
        var announced = announced(rows, heard.announcements());
        var open = rows.stream()
                .filter(span::holds)
                .filter(row -> !heard.isSettled(row) && !announced.contains(row.id()))
                .sorted(IN_ORDER)
                .collect(Collectors.partitioningBy(
                        row -> !row.mayBeAnnounced() || row.at().isBefore(graceEnd)));
        return new Sifted(open.getOrDefault(true, List.of()), open.getOrDefault(false, List.of()));
    }

    /** Ids of the rows that have a webhook of their own, from any one policy. */
    private static Set<Long> announced(List<AuditRow> rows, List<Announcement> announcements) {
        Map<Subject, List<AuditRow>> bySubject =
                rows.stream().filter(AuditRow::mayBeAnnounced).collect(groupingBy(AuditRow::subject));
        // Two policies tell of each happening twice, so each policy's words are paired by themselves.
        record Voice(Subject subject, String source) {}
        var announced = new HashSet<Long>();
        announcements.stream()
                .collect(groupingBy(one -> new Voice(one.subject(), one.source())))
                .forEach((voice, words) ->
                        announced.addAll(paired(bySubject.getOrDefault(voice.subject(), List.of()), words)));
        return announced;
    }

    /** As many pairs as there can be: times are of one width, so the earliest that fits is the best. */
    private static Set<Long> paired(List<AuditRow> rows, List<Announcement> words) {
        var paired = new HashSet<Long>();
        var left = new ArrayList<>(words);
        left.sort(Comparator.comparing(Announcement::at));
        for (var row : rows.stream().sorted(IN_ORDER).toList()) {
            for (var word = left.iterator(); word.hasNext(); ) {
                if (isNear(row, word.next())) {
                    word.remove();
                    paired.add(row.id());
                    break;
                }
            }
        }
        return paired;
    }

    private static boolean isNear(AuditRow row, Announcement word) {
        var apart = Duration.between(row.at().truncatedTo(ChronoUnit.SECONDS), word.at());
        return apart.abs().compareTo(APART) <= 0;
    }
}
