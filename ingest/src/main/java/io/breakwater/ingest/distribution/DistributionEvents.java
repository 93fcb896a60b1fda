package io.breakwater.ingest.distribution;

import io.breakwater.ingest.payload.Field;
import io.breakwater.ingest.payload.JsonBody;
import io.breakwater.ingest.payload.ParseResult;
import io.breakwater.ingest.payload.ParseResult.Code;
import io.breakwater.ingest.payload.ParseResult.Understood;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the notifications of a plain registry at the primary (distribution/distribution, {@code notifications/event.go},
 * versions 2 and 3): an envelope with one event or several. Only repository, digest and tag are used; {@code target.url}
 * never is, since nothing from a payload decides where we connect.
 */
public final class DistributionEvents {
    /** Version 2 of the registry says {@code v1}, version 3 says {@code v2}; the members are the same. */
    public static final Set<String> MEDIA_TYPES = Set.of(
            "application/vnd.docker.distribution.events.v1+json",
            "application/vnd.docker.distribution.events.v2+json",
            "application/json");

    private static final String SOURCE = "/webhooks/distribution";

    /** What a registry takes as a manifest; layers and configurations are announced too. */
    private static final Set<String> MANIFESTS = Set.of(
            "application/vnd.docker.distribution.manifest.v1+json",
            "application/vnd.docker.distribution.manifest.v1+prettyjws",
            "application/vnd.docker.distribution.manifest.v2+json",
            "application/vnd.docker.distribution.manifest.list.v2+json",
            "application/vnd.oci.image.manifest.v1+json",
            "application/vnd.oci.image.index.v1+json");

    /** A registry sends one event at a time, of half a kilobyte; each becomes a record, and all wait for each other. */
    private static final int MOST_EVENTS = 1_000;

    private DistributionEvents() {}

    /**
     * What all events of one body have in common.
     *
     * @param digest of the whole body
     */
    private record Envelope(Instant receivedAt, Digest digest) {}

    /** Reads one envelope. One bad event spoils it: the registry gets an answer for the whole only. */
    public static ParseResult parse(Received received) {
        try {
            var envelope = new Envelope(received.at(), received.digest());
            var understood = new ArrayList<Understood>();
            for (var event : events(JsonBody.object("$", received.body()))) {
                event(event, envelope).ifPresent(understood::add);
            }
            return understood.isEmpty()
                    ? new ParseResult.Ignored("neither a push nor a deletion of a manifest is in it")
                    : new ParseResult.Accepted(understood);
        } catch (Field.Malformed e) {
            return e.rejected();
        }
    }

    private static List<Field> events(Field top) {
        var events = top.child("events");
        if (events.node().size() > MOST_EVENTS) {
            throw events.malformed(
                    Code.INVALID,
                    "at most " + MOST_EVENTS + " events are expected here, found "
                            + events.node().size());
        }
        return top.elements("events");
    }

    private static Optional<Understood> event(Field event, Envelope envelope) {
        return switch (event.text("action")) {
            case "push" -> pushed(event, envelope);
            case "delete" -> Optional.of(deleted(event, envelope));
            // "pull" and "mount" change no manifest; a newer registry's actions are not known to.
            default -> Optional.empty();
        };
    }

    private static Optional<Understood> pushed(Field event, Envelope envelope) {
        var target = event.object("target");
        if (!MANIFESTS.contains(target.optionalText("mediaType").orElse(""))) {
            return Optional.empty();
        }
        var digest = digest(target);
        var image = tagged(target).orElseGet(() -> new ImageName.Untagged(repository(target), digest));
        return Optional.of(new Understood(new RegistryEvent.Pushed(origin(event, envelope), image, digest), "pushed"));
    }

    /**
     * A deletion names a digest or a tag. Of a digest it does not say whether it was a manifest's or a layer's; an event
     * is a hint to look, and under a layer's digest there is no manifest to be found.
     */
    private static Understood deleted(Field event, Envelope envelope) {
        var target = event.object("target");
        var origin = origin(event, envelope);
        if (target.optionalText("digest").isPresent()) {
            var digest = digest(target);
            var image = new ImageName.Untagged(repository(target), digest);
            return new Understood(new RegistryEvent.Deleted(origin, image, digest), "deleted");
        }
        var tag =
                tagged(target).orElseThrow(() -> target.malformed(Code.MISSING, "a digest or a tag is expected here"));
        return new Understood(
                new RegistryEvent.Other(
                        origin,
                        tag.key(),
                        "delete",
                        event.node().toString(),
                        Optional.of(new EventDetails.TagRemoved(tag))),
                "tag_removed");
    }

    private static Origin origin(Field event, Envelope envelope) {
        return new Origin(
                event.text("id"),
                Side.PRIMARY,
                SOURCE,
                event.time("timestamp"),
                envelope.receivedAt(),
                event.child("actor").optionalText("name"),
                envelope.digest());
    }

    private static Digest digest(Field target) {
        return target.child("digest").valid(() -> new Digest(target.text("digest")));
    }

    private static Optional<ImageName> tagged(Field target) {
        return target.optionalText("tag")
                .map(tag -> target.child("tag").valid(() -> new ImageName.Tagged(repository(target), tag)));
    }

    private static String repository(Field target) {
        var name = target.text("repository");
        return target.child("repository").valid(() -> new ImageName.Tagged(name, "any").repository());
    }
}
