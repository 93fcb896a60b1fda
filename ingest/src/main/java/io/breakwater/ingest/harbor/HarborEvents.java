package io.breakwater.ingest.harbor;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Json;
import io.breakwater.schemas.Quote;
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
    private static final int LONGEST_NAME = 256;

    /** Year 2100. Harbor's stamps are Unix seconds. */
    private static final long LATEST_SECOND = 4_102_444_800L;

    private HarborEvents() {}

    /** The two shapes, told apart by the content type. */
    public enum Format {
        DEFAULT,
        CLOUDEVENTS
    }

    /** What of an event both formats say, each in its own place. */
    private record Envelope(
            String id, String source, String type, Instant occurredAt, Optional<String> operator, Field data) {}

    /**
     * Reads one body.
     *
     * @param body as received
     */
    public static Parsed parse(Format format, byte[] body, Instant receivedAt) {
        try {
            var top = new Field("$", read(body));
            if (!top.node().isObject()) {
                throw top.complaint("an object is expected");
            }
            var digest = "sha256:" + sha256(body);
            var envelope = format == Format.CLOUDEVENTS ? cloudEvent(top) : standard(top, digest);
            var origin = new Origin(
                    envelope.id,
                    Side.PRIMARY,
                    envelope.source,
                    envelope.occurredAt,
                    receivedAt,
                    envelope.operator,
                    new Digest(digest));
            return new Parsed.Accepted(event(envelope, origin, body));
        } catch (Field.Malformed e) {
            return new Parsed.Rejected(e.place(), String.valueOf(e.getMessage()));
        }
    }

    /** By way of text: Jackson would guess UTF-16 and UTF-32 too, which no JSON sent over a network is (RFC 8259, 8.1). */
    private static JsonNode read(byte[] body) {
        try {
            var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
            return Json.mapper().readTree(text);
        } catch (CharacterCodingException e) {
            throw new Field.Malformed("$", "the body is not UTF-8");
        } catch (JsonProcessingException e) {
            throw new Field.Malformed("$", "the body is not JSON: " + place(e));
        }
    }

    /** Where it breaks; Jackson's own message quotes the body. */
    private static String place(JsonProcessingException e) {
        var location = e.getLocation();
        return location == null
                ? "it breaks a limit or a rule"
                : "it breaks a limit or a rule at line " + location.getLineNr() + ", column " + location.getColumnNr();
    }

    private static Envelope standard(Field top, String bodyDigest) {
        return new Envelope(
                bodyDigest,
                "/webhooks/harbor",
                top.text("type", LONGEST_NAME),
                Instant.ofEpochSecond(top.number("occur_at", 0, LATEST_SECOND)),
                top.optionalText("operator", LONGEST_NAME),
                top.object("event_data"));
    }

    private static Envelope cloudEvent(Field top) {
        if (!top.text("specversion", LONGEST_NAME).equals("1.0")) {
            throw top.child("specversion").complaint("only CloudEvents 1.0 are understood");
        }
        return new Envelope(
                top.text("id", LONGEST_NAME),
                top.text("source", LONGEST_NAME),
                top.text("type", LONGEST_NAME),
                time(top),
                top.optionalText("operator", LONGEST_NAME),
                top.object("data"));
    }

    private static Instant time(Field top) {
        try {
            return Instant.parse(top.text("time", LONGEST_NAME));
        } catch (DateTimeException e) {
            throw top.child("time").complaint("a time as in RFC 3339 is expected here");
        }
    }

    private static RegistryEvent event(Envelope envelope, Origin origin, byte[] body) {
        return switch (envelope.type) {
            case "PUSH_ARTIFACT", "harbor.artifact.pushed" -> {
                var resource = resource(envelope.data);
                yield new RegistryEvent.Pushed(origin, image(envelope.data, resource), digest(resource));
            }
            case "DELETE_ARTIFACT", "harbor.artifact.deleted" -> {
                var resource = resource(envelope.data);
                yield new RegistryEvent.Deleted(origin, image(envelope.data, resource), digest(resource));
            }
            default -> new RegistryEvent.Other(origin, subject(envelope), envelope.type, new String(body, UTF_8));
        };
    }

    private static Field resource(Field data) {
        return data.onlyElement("resources");
    }

    private static Digest digest(Field resource) {
        var text = resource.text("digest", LONGEST_NAME);
        try {
            return new Digest(text);
        } catch (IllegalArgumentException e) {
            throw resource.child("digest").complaint(e);
        }
    }

    /** Where there is no tag, Harbor writes the digest into {@code tag}. */
    private static ImageName image(Field data, Field resource) {
        var name = repository(data.object("repository"));
        var tag = resource.optionalText("tag", LONGEST_NAME).filter(text -> !text.contains(":"));
        if (tag.isEmpty()) {
            return new ImageName.Untagged(name, digest(resource));
        }
        try {
            return new ImageName.Tagged(name, tag.get());
        } catch (IllegalArgumentException e) {
            throw resource.child("tag").complaint(e);
        }
    }

    private static String repository(Field repository) {
        var name = repository.text("repo_full_name", LONGEST_NAME);
        if (!isRepository(name)) {
            throw repository
                    .child("repo_full_name")
                    .complaint("not a repository name of at most 255 characters: " + Quote.of(name));
        }
        return name;
    }

    /** The repository that it is about, else the type: the key must be something that can be written in a log. */
    private static String subject(Envelope envelope) {
        var name =
                envelope.data.node().path("repository").path("repo_full_name").asText("");
        return isRepository(name) ? name : envelope.type;
    }

    private static boolean isRepository(String name) {
        try {
            return !new ImageName.Tagged(name, "any").repository().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static String sha256(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
