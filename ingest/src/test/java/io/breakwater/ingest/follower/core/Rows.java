package io.breakwater.ingest.follower.core;

import io.breakwater.ingest.follower.core.AuditRow.Kind;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Rows and webhooks for tests. */
final class Rows {
    static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));
    static final Instant START = Instant.parse("2026-11-23T04:00:00Z");

    private Rows() {}

    static AuditRow row(long id, Kind kind, String image, Instant at) {
        return new AuditRow(id, kind, ImageName.parse(image), at, Optional.of("admin"), "{}");
    }

    static AuditRow pushed(long id, String image, Instant at) {
        return row(id, Kind.PUSHED, image, at);
    }

    /** The webhook of a happening: of whole seconds, and of a deletion with a tag that no row has. */
    static RegistryEvent webhook(AuditRow row, String policy, String id) {
        var origin = origin(policy, id, row.at().truncatedTo(ChronoUnit.SECONDS));
        return switch (row.kind()) {
            case DELETED -> {
                var image = (ImageName.Untagged) row.image();
                yield new RegistryEvent.Deleted(
                        origin, new ImageName.Tagged(image.repository(), "some"), image.digest());
            }
            case PUSHED, TAG_CREATED, TAG_REMOVED -> new RegistryEvent.Pushed(origin, row.image(), DIGEST);
        };
    }

    /** What the follower makes of a row. */
    static RegistryEvent told(AuditRow row) {
        return new RegistryEvent.Pushed(origin(Heard.SOURCE, Heard.eventId(row), row.at()), row.image(), DIGEST);
    }

    private static Origin origin(String source, String id, Instant at) {
        return new Origin(id, Side.PRIMARY, source, at, at, Optional.empty(), DIGEST);
    }
}
