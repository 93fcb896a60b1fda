package io.breakwater.ingest.follower.core;

import io.breakwater.ingest.follower.core.AuditRow.Kind;
import io.breakwater.ingest.follower.core.AuditRow.Subject;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the topic says already: which happenings webhooks have announced, and which rows have become events. The topic is
 * all the memory that there is, so whoever follows next knows what the last one did. Confined to one thread.
 */
public final class Heard {
    /** The CloudEvents source of what the follower writes. */
    public static final String SOURCE = "/harbor/audit-log";

    private final Set<Announcement> announcements = new LinkedHashSet<>();
    /** Times by row id; the time tells rows apart when Harbor begins to count anew. */
    private final Map<Long, Instant> settled = new HashMap<>();

    /**
     * One webhook's word.
     *
     * @param source the policy that sent it; two policies tell of one happening twice
     * @param id the same for each delivery
     */
    record Announcement(Subject subject, Instant at, String source, String id) {}

    /** Takes note of an event in the topic. */
    public void hear(RegistryEvent event) {
        var origin = event.origin();
        if (origin.source().equals(SOURCE)) {
            hearTold(event);
        } else if (origin.side() == Side.PRIMARY) {
            subject(event)
                    .map(subject -> new Announcement(subject, origin.occurredAt(), origin.source(), origin.eventId()))
                    .ifPresent(announcements::add);
        }
    }

    /** Takes note of it if it is the follower's own. */
    public void hearTold(RegistryEvent event) {
        var origin = event.origin();
        if (origin.source().equals(SOURCE)) {
            rowId(origin).ifPresent(id -> settled.put(id, origin.occurredAt()));
        }
    }

    /** Nothing is to be done about the row any more. */
    public void settle(AuditRow row) {
        settled.put(row.id(), row.at());
    }

    /** Forgets what lies before {@code time}, by Harbor's clock. */
    public void forget(Instant time) {
        announcements.removeIf(announcement -> announcement.at().isBefore(time));
        settled.values().removeIf(at -> at.isBefore(time));
    }

    /** The id of the event that a row becomes; the same whoever writes it. */
    public static String eventId(AuditRow row) {
        return "audit-log-" + row.id();
    }

    private static Optional<Long> rowId(Origin origin) {
        try {
            return Optional.of(Long.parseLong(origin.eventId().replaceFirst("^audit-log-", "")));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Optional<Subject> subject(RegistryEvent event) {
        return switch (event) {
            case RegistryEvent.Pushed pushed ->
                Optional.of(new Subject(Kind.PUSHED, pushed.image().key()));
            // The row names the digest, the webhook one of its tags as well.
            case RegistryEvent.Deleted deleted ->
                Optional.of(new Subject(
                        Kind.DELETED, new ImageName.Untagged(deleted.image().repository(), deleted.digest()).key()));
            case RegistryEvent.Other _ -> Optional.empty();
        };
    }

    /** Whether nothing is to be done about the row any more. */
    public boolean isSettled(AuditRow row) {
        return row.at().equals(settled.get(row.id()));
    }

    List<Announcement> announcements() {
        return List.copyOf(announcements);
    }
}
