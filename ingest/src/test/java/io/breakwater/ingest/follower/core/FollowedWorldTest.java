package io.breakwater.ingest.follower.core;

import static io.breakwater.ingest.follower.core.Rows.DIGEST;
import static io.breakwater.ingest.follower.core.Rows.START;
import static io.breakwater.ingest.follower.core.Rows.row;
import static io.breakwater.ingest.follower.core.Rows.webhook;
import static java.util.stream.Collectors.toSet;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.follower.core.AuditRow.Kind;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.RegistryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hundreds of small worlds: rows that come to be seen in any order, webhooks that are lost, late, doubled or out of order,
 * images that Harbor does not explain for long, followers that die between their writes, take over from each other and are
 * away for long. In each of them nothing stays unseen, no row is told twice, and no webhook is appended that says what was told before.
 */
class FollowedWorldTest {
    private static final Duration OVERLAP = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(15);
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final int HAPPENINGS = 60;
    private static final List<Kind> KINDS = List.of(Kind.values());

    /** A row, when it can be seen, and from when on Harbor says what its tag means. */
    private record Logged(AuditRow row, Instant seenAt, Instant explainedAt) {}

    /** An event and when it was appended. */
    private record Appended(RegistryEvent event, Instant at) {
        boolean isTold() {
            return event.origin().source().equals(Heard.SOURCE);
        }
    }

    private final List<Logged> log = new ArrayList<>();
    private final List<Appended> topic = new ArrayList<>();
    private final Told told = new Told();

    static LongStream worlds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("worlds")
    void nothingStaysUnseenAndNothingIsToldTwice(long seed) {
        var random = new Random(seed);
        var announced = new ArrayList<Appended>();
        happen(random, announced);

        follow(random, announced);

        for (var logged : log) {
            assertTrue(isInTheTopic(logged.row()), () -> "unseen in world " + seed + ": " + logged);
            assertTrue(told(logged.row()) <= 1, () -> "told twice in world " + seed + ": " + logged);
            if (!logged.row().mayBeAnnounced()) {
                assertEquals(1, told(logged.row()), () -> "never announced in world " + seed + ": " + logged);
            }
        }
        assertEquals(List.of(), late(), () -> "appended after it was told, in world " + seed);
        assertEquals(List.of(), doubles(), () -> "told though a webhook was in time, in world " + seed);
    }

    private void happen(Random random, List<Appended> announced) {
        for (var id = 1; id <= HAPPENINGS; id++) {
            var kind = KINDS.get(random.nextInt(KINDS.size()));
            var image = kind == Kind.DELETED ? "library/app@" + DIGEST : "library/app:v" + random.nextInt(4);
            var row = row(id, kind, image, START.plusMillis(random.nextInt(300_000)));
            var seenAt = row.at().plusMillis(random.nextInt(115_000));
            var puzzle = row.kind() != Kind.DELETED && random.nextInt(6) == 0 ? random.nextInt(1_200) : 0;
            log.add(new Logged(row, seenAt, seenAt.plusSeconds(puzzle)));
            if (row.mayBeAnnounced()) {
                announce(row, random, announced);
            }
        }
    }

    private static void announce(AuditRow row, Random random, List<Appended> announced) {
        var policies = 1 + random.nextInt(2);
        for (var policy = 0; policy < policies; policy++) {
            var deliveries = random.nextInt(3);
            for (var delivery = 0; delivery < deliveries; delivery++) {
                var late = random.nextBoolean() ? random.nextInt(10_000) : random.nextInt(170_000);
                announced.add(new Appended(
                        webhook(row, "/policies/" + policy, row.id() + "-" + policy),
                        row.at().plusMillis(late)));
            }
        }
    }

    /** Rounds until all is long over. */
    private void follow(Random random, List<Appended> announced) {
        var arriving = new ArrayList<>(announced);
        arriving.sort(Comparator.comparing(Appended::at));
        var follower = new Member(new Cursor(START, START));
        for (var now = START; now.isBefore(START.plus(Duration.ofHours(1))); now = now.plus(pause(random))) {
            while (!arriving.isEmpty() && !arriving.getFirst().at().isAfter(now)) {
                arrive(arriving.removeFirst());
            }
            if (random.nextInt(8) == 0 || !follower.livesThroughRound(random, now)) {
                follower = new Member(follower.kept);
            }
        }
    }

    /** A process while it follows; what it knows is gone with it, but for the topic and the cursor that it kept. */
    private final class Member {
        private final Heard heard = new Heard();
        private final Postponed postponed = new Postponed(INTERVAL);
        private boolean isNew = true;
        private int read;
        private Cursor cursor;
        private Cursor kept;

        private Member(Cursor kept) {
            this.cursor = kept;
            this.kept = kept;
        }

        /** False if it dies with half of it told. */
        boolean livesThroughRound(Random random, Instant now) {
            var span = Span.next(cursor.at(), now, OVERLAP);
            var rows = Stream.concat(postponed.rows().stream(), seen(span, now).stream())
                    .distinct()
                    .toList();
            hear(span);
            var reach = span.reachingBackTo(postponed.reach(span.from(), Duration.ZERO));
            var toTell = Sieve.sift(rows, heard, reach, now.minus(GRACE)).toTell();
            postponed.keep(toTell.stream().map(AuditRow::id).collect(toSet()));
            for (var row : toTell) {
                if (isExplained(row, now)) {
                    tell(row, now);
                    heard.settle(row);
                } else if (postponed.isDue(row, nanos(now))) {
                    postponed.put(row, rows, cursor, nanos(now));
                }
                if (random.nextInt(20) == 0) {
                    return false;
                }
            }
            cursor = new Cursor(span.to(), now);
            if (random.nextBoolean()) {
                kept = postponed.kept(cursor);
            }
            heard.forget(postponed.reach(span.readFrom().minus(OVERLAP), Span.MARGIN));
            return true;
        }

        private void hear(Span span) {
            if (isNew) {
                hearTold(heard, cursor.since().minus(Span.CLOCKS));
                read = begin(span);
                isNew = false;
            }
            while (read < topic.size() && !topic.get(read).at().isAfter(span.hearTo())) {
                heard.hear(topic.get(read++).event());
            }
        }
    }

    private boolean isExplained(AuditRow row, Instant now) {
        return log.stream()
                .filter(logged -> logged.row().equals(row))
                .noneMatch(logged -> now.isBefore(logged.explainedAt()));
    }

    private static long nanos(Instant now) {
        return Duration.between(START, now).toNanos();
    }

    /** As ingest does: what the follower has told is not appended. */
    private void arrive(Appended webhook) {
        if (told.find(webhook.event()).isEmpty()) {
            topic.add(webhook);
        }
    }

    private void tell(AuditRow row, Instant now) {
        var event = Rows.told(row);
        topic.add(new Appended(event, now));
        told.hear(event, new Coordinates("registry.events", 0, topic.size() - 1));
    }

    private static Duration pause(Random random) {
        return random.nextInt(40) == 0 ? Duration.ofSeconds(random.nextInt(1_500)) : INTERVAL;
    }

    private void hearTold(Heard heard, Instant from) {
        topic.stream()
                .filter(appended -> !appended.at().isBefore(from))
                .forEach(appended -> heard.hearTold(appended.event()));
    }

    private int begin(Span span) {
        var from = 0;
        while (from < topic.size() && topic.get(from).at().isBefore(span.hearFrom())) {
            from++;
        }
        return from;
    }

    private List<AuditRow> seen(Span span, Instant now) {
        return log.stream()
                .filter(logged -> !logged.seenAt().isAfter(now))
                .map(Logged::row)
                .filter(row -> !row.at().isBefore(span.readFrom()))
                .filter(row -> span.isOpen() || !row.at().isAfter(span.readTo()))
                .toList();
    }

    /** A hint to look that was written after it happened. */
    private boolean isInTheTopic(AuditRow row) {
        return topic.stream()
                .filter(appended -> !appended.at().isBefore(row.at()))
                .anyMatch(appended -> switch (appended.event()) {
                    case RegistryEvent.Pushed pushed ->
                        (pushed.image().equals(row.image()) && row.kind() != Kind.DELETED) || isTold(appended, row);
                    case RegistryEvent.Deleted _ -> row.kind() == Kind.DELETED;
                    case RegistryEvent.Other _ -> false;
                });
    }

    private static boolean isTold(Appended appended, AuditRow row) {
        return appended.isTold() && appended.event().origin().eventId().equals(Heard.eventId(row));
    }

    private long told(AuditRow row) {
        return topic.stream().filter(appended -> isTold(appended, row)).count();
    }

    /** Rows without a neighbour that looks like them, told although their webhook was there before they were seen. */
    private List<AuditRow> doubles() {
        return log.stream()
                .filter(logged -> told(logged.row()) > 0 && !hasNeighbour(logged.row()))
                .filter(logged -> topic.stream()
                        .anyMatch(appended -> appended.event()
                                        .origin()
                                        .eventId()
                                        .startsWith(logged.row().id() + "-")
                                && !appended.at().isAfter(logged.seenAt())))
                .map(Logged::row)
                .toList();
    }

    /** Webhooks of pushes that stand behind the follower's own event of the same push. */
    private List<Appended> late() {
        return topic.stream()
                .filter(appended -> !appended.isTold() && appended.event() instanceof RegistryEvent.Pushed)
                .filter(appended -> topic.subList(0, topic.indexOf(appended)).stream()
                        .anyMatch(before -> before.isTold() && isOfTheSame(before, appended)))
                .toList();
    }

    private static boolean isOfTheSame(Appended told, Appended webhook) {
        return told.event().key().equals(webhook.event().key())
                && told.event().origin().occurredAt().getEpochSecond()
                        == webhook.event().origin().occurredAt().getEpochSecond();
    }

    private boolean hasNeighbour(AuditRow row) {
        return log.stream()
                .map(Logged::row)
                .anyMatch(other -> other.id() != row.id()
                        && other.subject().equals(row.subject())
                        && Duration.between(other.at(), row.at()).abs().compareTo(Duration.ofSeconds(3)) < 0);
    }
}
