package io.breakwater.ingest.google;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.ingest.payload.Field;
import io.breakwater.ingest.payload.JsonBody;
import io.breakwater.ingest.payload.ParseResult;
import io.breakwater.ingest.payload.ParseResult.Code;
import io.breakwater.ingest.payload.Parser;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Quote;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Reads what Artifact Registry says of the standby, in the envelope of a Pub/Sub push: {@code action} INSERT or DELETE,
 * with {@code digest} and {@code tag} as full names. A tag's removal has no digest. Names are put back to those of the
 * primary, under which every record is kept.
 */
public final class PubSubEvents implements Parser {
    public static final Set<String> MEDIA_TYPES = Set.of("application/json");

    private static final String SOURCE = "/webhooks/pubsub";
    private static final int LONGEST_DATA = 8 << 10;

    private final StandbyNames names;

    public PubSubEvents(StandbyNames names) {
        this.names = names;
    }

    /** An image at the standby, as it is called at the primary: by its tag, or by its digest where there is no tag. */
    private record Named(ImageName image, Optional<Digest> digest) {}

    /** It is about something that is not ours. */
    private static final class Foreign extends RuntimeException {
        private static final long serialVersionUID = 1;

        Foreign(String reason) {
            super(reason, null, false, false);
        }
    }

    @Override
    public ParseResult parse(Received received) {
        try {
            var message = JsonBody.object("$", received.body()).object("message");
            var data = data(message);
            var origin = new Origin(
                    message.text("messageId"),
                    Side.STANDBY,
                    SOURCE,
                    message.time("publishTime"),
                    received.at(),
                    Optional.empty(),
                    received.digest());
            return event(data.text("action"), named(data), origin, received);
        } catch (Foreign e) {
            return new ParseResult.Ignored(String.valueOf(e.getMessage()));
        } catch (Field.Malformed e) {
            return e.rejected();
        }
    }

    private static Field data(Field message) {
        var place = message.child("data");
        place.mustBe(place.node().isTextual(), "a text in base64");
        var text = place.node().textValue();
        if (text.length() > LONGEST_DATA) {
            throw place.malformed(Code.INVALID, "at most " + LONGEST_DATA + " characters are expected here");
        }
        var bytes = place.valid(() -> decoded(text));
        return JsonBody.object(place.path(), bytes);
    }

    private static byte[] decoded(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("base64 is expected here (RFC 4648, 4)", e);
        }
    }

    private static ParseResult event(String action, Named named, Origin origin, Received received) {
        return switch (action) {
            case "INSERT" -> {
                var digest = named.digest()
                        .orElseThrow(
                                () -> new Field.Malformed(Code.MISSING, "$.message.data.digest", "a text is expected"));
                yield new ParseResult.Accepted(new RegistryEvent.Pushed(origin, named.image(), digest), "insert");
            }
            case "DELETE" ->
                named.digest()
                        .map(digest -> new ParseResult.Accepted(
                                new RegistryEvent.Deleted(origin, named.image(), digest), "delete"))
                        .orElseGet(() ->
                                new ParseResult.Accepted(tagRemoved(named.image(), origin, received), "tag_removed"));
            default -> new ParseResult.Ignored("an action that is neither INSERT nor DELETE");
        };
    }

    private static RegistryEvent tagRemoved(ImageName tag, Origin origin, Received received) {
        return new RegistryEvent.Other(
                origin,
                tag.key(),
                "DELETE",
                new String(received.body(), UTF_8),
                Optional.of(new EventDetails.TagRemoved(tag)));
    }

    /** {@code HOST/REPOSITORY@DIGEST} and {@code HOST/REPOSITORY:TAG}, either of which may be missing. */
    private Named named(Field data) {
        var digest = reference(data, "digest", ImageName.Untagged.class);
        var tag = reference(data, "tag", ImageName.Tagged.class);
        var image = tag.<ImageName>map(name -> name)
                .or(() -> digest)
                .orElseThrow(() -> data.malformed(Code.MISSING, "a digest or a tag is expected here"));
        if (digest.isPresent() && !digest.get().repository().equals(image.repository())) {
            throw data.child("tag").malformed(Code.INVALID, "the repository of the digest is expected here");
        }
        return new Named(image, digest.map(ImageName.Untagged::digest));
    }

    private <T extends ImageName> Optional<T> reference(Field data, String member, Class<T> kind) {
        var place = data.child(member);
        return data.optionalText(member).map(text -> place.valid(() -> kind.cast(atPrimary(withoutHost(text, kind)))));
    }

    private ImageName withoutHost(String text, Class<? extends ImageName> kind) {
        var slash = text.indexOf('/');
        if (slash < 0 || !text.substring(0, slash).equals(names.host())) {
            throw new Foreign("it is about another registry than the standby, " + names.host());
        }
        var name = ImageName.parse(text.substring(slash + 1));
        if (!kind.isInstance(name)) {
            throw new IllegalArgumentException(
                    "host/repository@digest is expected of a digest, host/repository:tag of a" + " tag; found "
                            + Quote.of(text));
        }
        return name;
    }

    private ImageName atPrimary(ImageName standby) {
        var repository = names.atPrimary(standby.repository())
                .orElseThrow(() -> new Foreign("no mapping rule leads to the repository that it is about"));
        return switch (standby) {
            case ImageName.Tagged tagged -> new ImageName.Tagged(repository, tagged.tag());
            case ImageName.Untagged untagged -> new ImageName.Untagged(repository, untagged.digest());
        };
    }
}
