package io.breakwater.ingest.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.ingest.harbor.ParseResult.Code;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Json;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Reads Harbor's webhooks (goharbor/harbor v2.15, {@code src/pkg/notifier/formats}): the Default format and structured
 * CloudEvents. Only the repository's name, the digest and the tag are used; {@code resource_url} never is, since nothing
 * from a payload decides where we connect.
 */
public final class HarborEvents {
    private static final String SOURCE = "/webhooks/harbor";

    /** Harbor's stamps are Unix seconds; 2100-01-01. Milliseconds, taken for seconds, lie far beyond. */
    private static final Instant LATEST = Instant.ofEpochSecond(4_102_444_800L);

    private HarborEvents() {}

    /** The two shapes, told apart by the content type. */
    public enum Format {
        DEFAULT,
        CLOUDEVENTS;

        /** @param mediaType in lower case, without parameters */
        public static Optional<Format> of(String mediaType) {
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

    /**
     * Reads one body.
     *
     * @param body as received
     */
    public static ParseResult parse(Format format, byte[] body, Instant receivedAt) {
        try {
            var top = new Field("$", read(body));
            top.mustBe(top.node().isObject(), "an object");
            var digest = digestOf(body);
            var envelope = format == Format.CLOUDEVENTS ? cloudEvent(top) : standard(top, digest);
            var origin = new Origin(
                    envelope.id,
                    Side.PRIMARY,
                    envelope.source,
                    envelope.occurredAt,
                    receivedAt,
                    envelope.operator,
                    digest);
            var type = HarborType.of(format, envelope.type);
            return new ParseResult.Accepted(event(type, envelope, origin, body), type);
        } catch (Field.Malformed e) {
            return e.rejected();
        }
    }

    /** By way of text: Jackson would guess UTF-16 and UTF-32 too, which no JSON sent over a network is (RFC 8259, 8.1). */
    private static JsonNode read(byte[] body) {
        try {
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            if (text.isBlank()) {
                throw new Field.Malformed(Code.EMPTY_BODY, "$", "the body is empty; Harbor's event is expected");
            }
            return Json.mapper().readTree(text);
        } catch (CharacterCodingException e) {
            throw new Field.Malformed(Code.NOT_JSON, "$", "the body is not UTF-8; JSON must be (RFC 8259, 8.1)");
        } catch (JsonProcessingException e) {
            throw new Field.Malformed(Code.NOT_JSON, "$", complaint(e) + place(e));
        }
    }

    /** Jackson's own message quotes the body. */
    private static String complaint(JsonProcessingException e) {
        return e instanceof StreamConstraintsException
                ? "too deep, or a name or number in it is too long"
                : "one JSON value in UTF-8 without a byte order mark and without double names is expected; it breaks off";
    }

    private static String place(JsonProcessingException e) {
        var location = e.getLocation();
        return location == null ? "" : " at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static Envelope standard(Field top, Digest bodyDigest) {
        return new Envelope(
                bodyDigest.value(),
                SOURCE,
                top.text("type"),
                top.child("occur_at").valid(() -> sane(Instant.ofEpochSecond(seconds(top)))),
                top.optionalText("operator"),
                top.child("event_data"));
    }

    /** What no {@link Instant} can hold is no better than what no Harbor can mean. */
    private static long seconds(Field top) {
        return Math.clamp(top.wholeNumber("occur_at"), -1, LATEST.getEpochSecond() + 1);
    }

    private static Envelope cloudEvent(Field top) {
        if (!top.text("specversion").equals("1.0")) {
            throw top.child("specversion").malformed(Code.INVALID, "only CloudEvents 1.0 are understood");
        }
        return new Envelope(
                top.text("id"),
                top.text("source"),
                top.text("type"),
                top.child("time").valid(() -> sane(time(top.text("time")))),
                top.optionalText("operator"),
                top.child("data"));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("a time as in RFC 3339 is expected here, 2026-11-23T04:00:00Z", e);
        }
    }

    private static Instant sane(Instant time) {
        if (time.isBefore(Instant.EPOCH) || time.isAfter(LATEST)) {
            throw new IllegalArgumentException("a time from 1970 to 2100 is expected here, occur_at in Unix seconds");
        }
        return time;
    }

    private static RegistryEvent event(HarborType type, Envelope envelope, Origin origin, byte[] body) {
        return switch (type) {
            case PUSH_ARTIFACT -> {
                var resource = resource(envelope);
                yield new RegistryEvent.Pushed(origin, image(envelope.data, resource), digest(resource));
            }
            case DELETE_ARTIFACT -> {
                var resource = resource(envelope);
                yield new RegistryEvent.Deleted(origin, image(envelope.data, resource), digest(resource));
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
                new RegistryEvent.Other(origin, subject(envelope), envelope.type, new String(body, UTF_8));
        };
    }

    private static Field resource(Envelope envelope) {
        envelope.data.mustBe(envelope.data.node().isObject(), "an object");
        return envelope.data.onlyElement("resources");
    }

    private static Digest digest(Field resource) {
        return resource.child("digest").valid(() -> new Digest(resource.text("digest")));
    }

    /** Where there is no tag, Harbor writes the digest into {@code tag}; no tag has a colon. */
    private static ImageName image(Field data, Field resource) {
        var repository = repository(data.object("repository"));
        var tag = resource.optionalText("tag").filter(text -> !Digest.isDigest(text));
        return tag.isEmpty()
                ? new ImageName.Untagged(repository, digest(resource))
                : resource.child("tag").valid(() -> new ImageName.Tagged(repository, tag.get()));
    }

    private static String repository(Field repository) {
        var name = repository.text("repo_full_name");
        return repository.child("repo_full_name").valid(() -> checkedRepository(name));
    }

    private static String checkedRepository(String name) {
        return new ImageName.Tagged(name, "any").repository();
    }

    /** The repository that it is about, else the type: the key must be something that can be written in a log. */
    private static String subject(Envelope envelope) {
        var name =
                envelope.data.node().path("repository").path("repo_full_name").asText("");
        try {
            return checkedRepository(name);
        } catch (IllegalArgumentException e) {
            return envelope.type;
        }
    }

    private static Digest digestOf(byte[] body) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(body);
            return new Digest("sha256:" + HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
