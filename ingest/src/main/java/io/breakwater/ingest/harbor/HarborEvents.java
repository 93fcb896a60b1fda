package io.breakwater.ingest.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.ingest.payload.Field;
import io.breakwater.ingest.payload.JsonBody;
import io.breakwater.ingest.payload.ParseResult;
import io.breakwater.ingest.payload.ParseResult.Code;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Reads Harbor's webhooks (goharbor/harbor v2.15, {@code src/pkg/notifier/formats}): the Default format and structured
 * CloudEvents. Only the repository's name, the digest and the tag are used; {@code resource_url} never is, since nothing
 * from a payload decides where we connect.
 */
public final class HarborEvents {
    /** One for each {@link Format}. */
    public static final Set<String> MEDIA_TYPES = Set.of("application/json", "application/cloudevents+json");

    private static final String SOURCE = "/webhooks/harbor";

    private HarborEvents() {}

    /** The two shapes, told apart by the content type. */
    enum Format {
        DEFAULT,
        CLOUDEVENTS;

        static Optional<Format> of(String mediaType) {
            return switch (mediaType) {
                case "application/json" -> Optional.of(DEFAULT);
                case "application/cloudevents+json" -> Optional.of(CLOUDEVENTS);
                default -> Optional.empty();
            };
        }
    }

    /** What of an event both formats say, each in its own place. */
    private record Envelope(
            String id, String source, String type, Instant occurredAt, Optional<String> operator, Field data) {}

    /** Reads one body. */
    public static ParseResult parse(Received received) {
        return Format.of(received.mediaType())
                .map(format -> parse(format, received))
                .orElseGet(() -> new ParseResult.Rejected(Code.INVALID, "$: this media type is none of Harbor's"));
    }

    private static ParseResult parse(Format format, Received received) {
        try {
            var top = JsonBody.object("$", received.body());
            var digest = received.digest();
            var envelope = format == Format.CLOUDEVENTS ? cloudEvent(top) : standard(top, digest);
            var origin = new Origin(
                    envelope.id,
                    Side.PRIMARY,
                    envelope.source,
                    envelope.occurredAt,
                    received.at(),
                    envelope.operator,
                    digest);
            var type = HarborType.of(format, envelope.type);
            return new ParseResult.Accepted(event(type, envelope, origin, received.body()), type.label());
        } catch (Field.Malformed e) {
            return e.rejected();
        }
    }

    private static Envelope standard(Field top, Digest bodyDigest) {
        return new Envelope(
                bodyDigest.value(),
                SOURCE,
                top.text("type"),
                top.unixTime("occur_at"),
                top.optionalText("operator"),
                top.child("event_data"));
    }

    private static Envelope cloudEvent(Field top) {
        if (!top.text("specversion").equals("1.0")) {
            throw top.child("specversion").malformed(Code.INVALID, "only CloudEvents 1.0 are understood");
        }
        return new Envelope(
                top.text("id"),
                top.text("source"),
                top.text("type"),
                top.time("time"),
                top.optionalText("operator"),
                top.child("data"));
    }

    private static RegistryEvent event(HarborType type, Envelope envelope, Origin origin, byte[] body) {
        return switch (type) {
            case PUSH_ARTIFACT -> {
                var artifact = HarborArtifact.of(envelope.data);
                yield new RegistryEvent.Pushed(origin, artifact.name(), artifact.digest());
            }
            case DELETE_ARTIFACT -> {
                var artifact = HarborArtifact.of(envelope.data);
                yield new RegistryEvent.Deleted(origin, artifact.name(), artifact.digest());
            }
            case PULL_ARTIFACT,
                    QUOTA_EXCEED,
                    QUOTA_WARNING,
                    SCANNING_FAILED,
                    SCANNING_STOPPED,
                    SCANNING_COMPLETED,
                    REPLICATION,
                    TAG_RETENTION,
                    UNKNOWN ->
                new RegistryEvent.Other(
                        origin,
                        subject(envelope),
                        envelope.type,
                        new String(body, UTF_8),
                        HarborDetails.of(type, envelope.data));
        };
    }

    /** The repository that it is about, else the type: the key must be something that can be written in a log. */
    private static String subject(Envelope envelope) {
        var name =
                envelope.data.node().path("repository").path("repo_full_name").asText("");
        try {
            return HarborArtifact.checkedRepository(name);
        } catch (IllegalArgumentException e) {
            return envelope.type;
        }
    }
}
