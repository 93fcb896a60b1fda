package io.breakwater.ingest.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.ingest.payload.Field;
import io.breakwater.ingest.payload.JsonBody;
import io.breakwater.ingest.payload.ParseResult;
import io.breakwater.ingest.payload.ParseResult.Understood;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import java.util.ArrayList;
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

    private DistributionEvents() {}

    /** Reads one envelope. One bad event spoils it: the registry gets an answer for the whole only. */
    public static ParseResult parse(Received received) {
        try {
            var understood = new ArrayList<Understood>();
            for (var event : JsonBody.object("$", received.body()).elements("events")) {
                event(event, received).ifPresent(understood::add);
            }
            return understood.isEmpty()
                    ? new ParseResult.Ignored("neither a push nor a deletion of a manifest is in it")
                    : new ParseResult.Accepted(understood);
        } catch (Field.Malformed e) {
            return e.rejected();
        }
    }

    private static Optional<Understood> event(Field event, Received received) {
        return switch (event.text("action")) {
            case "push" -> pushed(event, received);
            case "delete" -> Optional.of(deleted(event, received));
            // "pull" and "mount" change no manifest; a newer registry's actions are not known to.
            default -> Optional.empty();
        };
    }

    private static Optional<Understood> pushed(Field event, Received received) {
        var target = event.object("target");
        if (!MANIFESTS.contains(target.optionalText("mediaType").orElse(""))) {
            return Optional.empty();
        }
        var digest = digest(target);
        var image = tagged(target).orElseGet(() -> new ImageName.Untagged(repository(target), digest));
        return Optional.of(new Understood(new RegistryEvent.Pushed(origin(event, received), image, digest), "pushed"));
    }

    /**
     * A deletion names a digest or a tag. Of a digest it does not say whether it was a manifest's or a layer's; an event
     * is a hint to look, and under a layer's digest there is no manifest to be found.
     */
    private static Understood deleted(Field event, Received received) {
        var target = event.object("target");
        var origin = origin(event, received);
        if (target.optionalText("digest").isPresent()) {
            var digest = digest(target);
            var image = new ImageName.Untagged(repository(target), digest);
            return new Understood(new RegistryEvent.Deleted(origin, image, digest), "deleted");
        }
        var tag = tagged(target)
                .orElseThrow(() -> target.malformed(ParseResult.Code.MISSING, "a digest or a tag is expected here"));
        return new Understood(
                new RegistryEvent.Other(
                        origin,
                        tag.key(),
                        "delete",
                        new String(received.body(), UTF_8),
                        Optional.of(new EventDetails.TagRemoved(tag))),
                "tag_removed");
    }

    private static Origin origin(Field event, Received received) {
        return new Origin(
                event.text("id"),
                Side.PRIMARY,
                SOURCE,
                event.time("timestamp"),
                received.at(),
                event.child("actor").optionalText("name"),
                received.digest());
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
