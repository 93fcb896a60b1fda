package io.breakwater.schemas;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.Optional;

/** One thing that a registry said has happened ({@code registry.events}). A hint to look, not an order to obey. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = RegistryEvent.Pushed.class, name = "pushed"),
    @JsonSubTypes.Type(value = RegistryEvent.Deleted.class, name = "deleted"),
    @JsonSubTypes.Type(value = RegistryEvent.Other.class, name = "other")
})
public sealed interface RegistryEvent {
    /** Who said it, when, and in which payload. */
    Origin origin();

    /** The record key: {@link ImageName#key()}, or what the event is about where that is no image. */
    String key();

    /** A manifest was put, by tag or by digest. */
    record Pushed(Origin origin, ImageName image, Digest digest) implements RegistryEvent {
        @Override
        public String key() {
            return image.key();
        }
    }

    /** A manifest was deleted. Harbor names one of its tags, the others go in silence. */
    record Deleted(Origin origin, ImageName image, Digest digest) implements RegistryEvent {
        @Override
        public String key() {
            return image.key();
        }
    }

    /**
     * Anything else that the registry sends (scans, quotas, types that a newer Harbor may invent). Kept as it came, so
     * that audit tools have it and an upgrade of Harbor loses nothing.
     *
     * @param subject the image where the event is about one name and its order among that name's events matters (a tag that
     *     was taken off), else the repository, or the event's type where it names none
     * @param eventType the sender's own name for it
     * @param payload the body as received; where that is an envelope of several events, the one event's part of it
     * @param details what was understood of it; absent for a type or a shape that we do not know
     */
    record Other(Origin origin, String subject, String eventType, String payload, Optional<EventDetails> details)
            implements RegistryEvent {
        /** One of which nothing more is known. */
        public Other(Origin origin, String subject, String eventType, String payload) {
            this(origin, subject, eventType, payload, Optional.empty());
        }

        @Override
        public String key() {
            return subject;
        }
    }

    /**
     * Where an event comes from.
     *
     * @param eventId the sender's own (CloudEvents, Pub/Sub, a registry's notification), of a row of Harbor's audit log
     *     {@code audit-log-<id>}, otherwise {@code sha256:<hex>} of the body; the same for every retry
     * @param side whose event this is
     * @param source the CloudEvents source, or the path that it was sent to, {@code /webhooks/harbor}; what no webhook told
     *     and Harbor's audit log did is from {@code /harbor/audit-log}
     * @param occurredAt the sender's clock; Harbor gives whole seconds, rounded down
     * @param receivedAt our clock
     * @param operator the account that did it, as the registry names it; absent for anonymous
     * @param payloadDigest of the whole body as received
     */
    record Origin(
            String eventId,
            Side side,
            String source,
            Instant occurredAt,
            Instant receivedAt,
            Optional<String> operator,
            Digest payloadDigest) {}
}
