package io.breakwater.ingest.follower;

import io.breakwater.ingest.follower.AuditLog.Meaning;
import io.breakwater.ingest.follower.AuditLog.Reason;
import io.breakwater.ingest.follower.core.AuditRow;
import io.breakwater.ingest.follower.core.Cursor;
import io.breakwater.ingest.follower.core.CursorPace;
import io.breakwater.ingest.follower.core.Heard;
import io.breakwater.ingest.follower.core.Postponed;
import io.breakwater.ingest.follower.core.Sieve;
import io.breakwater.ingest.follower.core.Span;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one of the group that follows, as long as it is the one. What it knows is in the topic, and in memory only what was
 * read from there. Confined to the follower's thread.
 */
final class Leader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Leader.class);

    /** In one transaction: an open one holds up the topic's readers, and each tag costs a request. */
    private static final int MOST_AT_ONCE = 100;

    /** Of asking what tags mean in one round; far below what the group lets a member be silent. */
    static final Duration LONGEST_ASKING = Duration.ofMinutes(3);

    /** How long nothing may be seen before it is asked whether anything is shown; the question costs Harbor a count. */
    static final Duration LONGEST_DOUBT = Duration.ofMinutes(5);

    private final FollowerConfig config;
    private final AuditLog auditLog;
    private final FollowerMeters meters;
    private final Trouble trouble;
    private final FollowerLog log;
    private final Supplier<Optional<ConsumerGroupMetadata>> membership;
    private final Duration longestAsking;
    private final Duration longestDoubt;
    private final Heard heard = new Heard();
    private final Patience patience = new Patience();
    private final Postponed postponed;
    private final CursorPace pace = new CursorPace();
    /** Ids of rows of the last round, to count each once. */
    private Set<Long> counted = Set.of();

    private Optional<LogTail> tail = Optional.empty();
    private Optional<Cursor> cursor;
    /** Nanoseconds, of the last round in which the log is known to have been shown to us. */
    private Optional<Long> shownAt = Optional.empty();

    /**
     * Shuts out whoever followed before.
     *
     * @param cursor asked once nobody else can move it
     * @param membership of the group, after having told it that we live; empty when another process is to follow
     * @param longestAsking of what tags mean, in one round
     * @param longestDoubt while nothing is seen
     */
    Leader(
            FollowerConfig config,
            AuditLog auditLog,
            FollowerMeters meters,
            Trouble trouble,
            Supplier<Optional<Cursor>> cursor,
            Supplier<Optional<ConsumerGroupMetadata>> membership,
            Duration longestAsking,
            Duration longestDoubt) {
        this.config = config;
        this.auditLog = auditLog;
        this.meters = meters;
        this.trouble = trouble;
        this.membership = membership;
        this.longestAsking = longestAsking;
        this.longestDoubt = longestDoubt;
        this.postponed = new Postponed(config.pace().interval());
        this.log = new FollowerLog(config.kafka(), config.group());
        try {
            this.cursor = cursor.get();
        } catch (KafkaException e) {
            log.close();
            throw e;
        }
    }

    /** Another process follows from now on. */
    static final class Deposed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Deposed() {
            super("another process follows the audit log now", null, false, false);
        }
    }

    /**
     * One look.
     *
     * @throws IOException if Harbor does not answer
     * @throws KafkaException if the brokers do not, or somebody else follows now; then this must be closed
     * @throws Deposed if the group says so; likewise
     */
    Round round() throws IOException, InterruptedException, AuditLog.Unavailable {
        var began = Instant.now();
        var now = auditLog.now();
        var ahead = Duration.between(now, Instant.now());
        var begin = cursor.orElseGet(() -> new Cursor(now, began));
        var span = Span.next(begin.at(), now, config.pace().overlap());
        var sight = sight(span);
        var look = new Look(
                rows(sight.seen()), span, begin, now.minus(config.pace().grace()), ahead);
        open(look);
        if (!tell(untold(look), look)) {
            return Round.INCOMPLETE;
        }
        if (sight.isCertain()) {
            cursor = Optional.of(new Cursor(span.to(), began));
        }
        meters.cursor(Optional.of(span.to().plus(ahead)));
        cursor.map(postponed::kept).ifPresent(this::keepCursor);
        heard.forget(postponed.reach(span.forgetBefore(config.pace().overlap(), ahead), Span.MARGIN));
        return span.isOpen() ? Round.DONE : Round.MORE;
    }

    /** @param isCertain whether what was seen is what there is; if not, the same span is read again */
    private record Sight(AuditLog.Seen seen, boolean isCertain) {}

    /**
     * A permission that is taken away leaves an empty log and a 200. So where nothing is seen Harbor is asked whether it shows us
     * anything, but not each time.
     *
     * @throws AuditLog.Unavailable if it does not; then this must be closed, for it may have read on in vain
     */
    private Sight sight(Span span) throws IOException, InterruptedException, AuditLog.Unavailable {
        var seen = auditLog.read(span);
        if (seen.isNothing()) {
            if (!isInDoubt(span)) {
                return new Sight(seen, false);
            }
            auditLog.mustShowSomething();
            // Anew: it may be shown to us only since.
            seen = auditLog.read(span);
        }
        shownAt = Optional.of(System.nanoTime());
        return new Sight(seen, true);
    }

    /** For the first time, when nothing was seen for long, and before a piece of the past is passed over. */
    private boolean isInDoubt(Span span) {
        return !span.isOpen()
                || shownAt.filter(at -> System.nanoTime() - at < longestDoubt.toNanos())
                        .isEmpty();
    }

    /** Whether it has read anything, and so may have read on in vain. */
    boolean wasShownTheLog() {
        return shownAt.isPresent();
    }

    /**
     * What one round is about.
     *
     * @param rows all that can be seen, and those that wait from earlier rounds
     * @param begin the cursor before it
     * @param graceEnd who happened before and has no webhook yet will have none
     * @param ahead by how much our clock is ahead of Harbor's
     */
    private record Look(List<AuditRow> rows, Span span, Cursor begin, Instant graceEnd, Duration ahead) {}

    /** Rows that neither a webhook nor we have told, as the topic is now: those that were not asked for before come first. */
    private List<AuditRow> untold(Look look) {
        // Only now: what is told by a row that we have seen was told before the tail is read.
        tail.orElseThrow().readTo(look.span().hearTo().plus(look.ahead()), heard::hear);
        var span = look.span().reachingBackTo(postponed.reach(look.span().from(), Duration.ZERO));
        var rows = Sieve.sift(look.rows(), heard, span, look.graceEnd()).toTell();
        postponed.keep(rows.stream().map(AuditRow::id).collect(Collectors.toSet()));
        return Stream.concat(
                        rows.stream().filter(row -> !postponed.holds(row)),
                        rows.stream().filter(row -> postponed.holds(row)))
                .toList();
    }

    private List<AuditRow> rows(AuditLog.Seen seen) {
        Map<Long, AuditRow> byId = new LinkedHashMap<>();
        Stream.concat(postponed.rows().stream(), seen.rows().stream())
                .filter(row -> config.covers().test(row.image().repository()))
                .forEach(row -> byId.put(row.id(), row));
        var rows = List.copyOf(byId.values());
        var ids = rows.stream().map(AuditRow::id).collect(Collectors.toSet());
        meters.rows((int) ids.stream().filter(id -> !counted.contains(id)).count());
        counted = ids;
        patience.keep(ids);
        if (seen.unreadable() > 0) {
            LOG.atDebug().addKeyValue("rows", seen.unreadable()).log("Rows of the audit log can't be read");
        }
        return rows;
    }

    /** At first it is found out what was told beyond the cursor: the last follower may have died before it moved it. */
    private void open(Look look) {
        if (tail.isEmpty()) {
            var opened = LogTail.open(config.kafka(), "breakwater-follower-tail");
            tail = Optional.of(opened);
            opened.seek(look.begin().since().minus(Span.CLOCKS));
            opened.readTo(Instant.MAX, heard::hearTold);
            opened.seek(look.span().hearFrom().plus(look.ahead()));
        }
    }

    /** Whether all is said or put off; what is not is seen again in the next round. */
    private boolean tell(List<AuditRow> rows, Look look) throws InterruptedException {
        var all = true;
        var deadline = System.nanoTime() + longestAsking.toNanos();
        for (var from = 0; from < rows.size(); from += MOST_AT_ONCE) {
            var some = rows.subList(from, Math.min(rows.size(), from + MOST_AT_ONCE));
            Map<Long, RegistryEvent> events = new HashMap<>();
            for (var row : some) {
                var now = System.nanoTime();
                if (now - deadline < 0 && postponed.isDue(row, now)) {
                    event(row, look).ifPresent(event -> events.put(row.id(), event));
                }
                all &= events.containsKey(row.id()) || heard.isSettled(row) || postponed.holds(row);
            }
            if (!events.isEmpty()) {
                commit(events, look);
            }
        }
        return all;
    }

    /** Without those whose webhook came while we asked what tags mean. */
    private void commit(Map<Long, RegistryEvent> events, Look look) {
        var rows = untold(look).stream()
                .filter(row -> events.containsKey(row.id()))
                .toList();
        if (!rows.isEmpty()) {
            commit(rows.stream().map(AuditRow::id).map(events::get).toList(), postponed.kept(look.begin()));
            rows.forEach(this::told);
        }
    }

    private void told(AuditRow row) {
        heard.settle(row);
        meters.told(row.kind());
        LOG.atInfo()
                .addKeyValue("image", row.image().key())
                .addKeyValue("kind", row.kind())
                .addKeyValue("row", row.id())
                .log("Told what no webhook had announced");
    }

    /** Empty for a tag that is gone, or of which Harbor does not say what it means. */
    private Optional<RegistryEvent> event(AuditRow row, Look look) throws InterruptedException {
        return switch (row.kind()) {
            case DELETED, TAG_REMOVED -> Optional.of(AuditEvents.removed(row, Instant.now()));
            case PUSHED, TAG_CREATED ->
                switch (row.image()) {
                    case ImageName.Untagged untagged ->
                        Optional.of(AuditEvents.pushed(row, untagged.digest(), Instant.now()));
                    case ImageName.Tagged tagged -> event(row, tagged, look, auditLog.meaning(tagged));
                };
        };
    }

    private Optional<RegistryEvent> event(AuditRow row, ImageName.Tagged image, Look look, Meaning meaning) {
        var project = image.repository().split("/", 2)[0];
        return switch (meaning) {
            case Meaning.Found(var digest) -> {
                answered(project);
                yield Optional.of(AuditEvents.pushed(row, digest, Instant.now()));
            }
            case Meaning.Gone _ -> {
                answered(project);
                // There is nothing to copy; its removal has a row of its own.
                heard.settle(row);
                yield Optional.empty();
            }
            case Meaning.Unknown(var reason, var why) -> {
                unanswered(project, reason);
                if (patience.isOver(row.id(), reason, System.nanoTime())) {
                    giveUp(row, reason, why);
                } else {
                    postponed.put(row, look.rows(), look.begin(), System.nanoTime());
                }
                yield Optional.empty();
            }
        };
    }

    private void answered(String project) {
        trouble.over(refusal(project));
        trouble.over(overload(project));
    }

    /** By project, so that it is one trouble however many images it is about. */
    private void unanswered(String project, Reason reason) {
        switch (reason) {
            case REFUSED -> {
                var _ = trouble.seen(
                        refusal(project),
                        "give the account 'artifact: read' in that project, as 'breakwater harbor enroll' does");
            }
            case BUSY -> {
                var _ = trouble.seen(
                        overload(project),
                        "it answers 429, an error of its own, or not in time; it is asked for up to an hour");
            }
            case UNUSABLE -> {
                // That is one image's own.
            }
        }
    }

    private static String refusal(String project) {
        return "Harbor refuses to say what tags in " + project + " mean";
    }

    private static String overload(String project) {
        return "Harbor is too busy to say what tags in " + project + " mean";
    }

    private void giveUp(AuditRow row, Reason reason, String why) {
        LOG.atWarn()
                .addKeyValue("image", row.image().key())
                .addKeyValue("cause", why)
                .log("Harbor does not say what this tag means; 'breakwater sync' finds it");
        meters.gaveUp(reason);
        heard.settle(row);
    }

    private void keepCursor(Cursor moved) {
        var now = System.nanoTime();
        if (pace.isDue(moved, now)) {
            commit(List.of(), moved);
            pace.kept(moved, now);
        }
    }

    private void commit(List<RegistryEvent> events, Cursor at) {
        var member = membership.get().orElseThrow(Deposed::new);
        log.commit(events, at, tail.orElseThrow().position(), member);
    }

    @Override
    public void close() {
        meters.cursor(Optional.empty());
        log.close();
        tail.ifPresent(LogTail::close);
    }
}
