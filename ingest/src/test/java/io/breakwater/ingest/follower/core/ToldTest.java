package io.breakwater.ingest.follower.core;

import static io.breakwater.ingest.follower.core.Rows.DIGEST;
import static io.breakwater.ingest.follower.core.Rows.START;
import static io.breakwater.ingest.follower.core.Rows.pushed;
import static io.breakwater.ingest.follower.core.Rows.row;
import static io.breakwater.ingest.follower.core.Rows.webhook;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.ingest.follower.core.AuditRow.Kind;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which webhooks say what the follower has told already. */
class ToldTest {
    private static final String POLICY = "/projects/1/webhook/policies/3";
    private static final Coordinates AT = new Coordinates("registry.events", 1, 7);
    private static final AuditRow ROW = pushed(1, "library/app:v1", START.plusMillis(10_700));

    private final Told told = new Told();

    @Test
    void lateWebhookOfWhatWasToldIsKnown() {
        told.hear(Rows.told(ROW), AT);

        assertEquals(Optional.of(AT), told.find(webhook(ROW, POLICY, "late")));
    }

    @Test
    void webhookOfTheNextSecondMayBeTheSame() {
        told.hear(Rows.told(ROW), AT);

        assertEquals(
                Optional.of(AT),
                told.find(event(ROW.image(), DIGEST, Side.PRIMARY, ROW.at().plusSeconds(1))));
    }

    @Test
    void webhookOfAnotherTimeIsAnotherPush() {
        told.hear(Rows.told(ROW), AT);

        assertEquals(
                Optional.empty(),
                told.find(webhook(pushed(2, "library/app:v1", ROW.at().plusSeconds(2)), POLICY, "a")));
        assertEquals(
                Optional.empty(),
                told.find(webhook(pushed(3, "library/app:v1", ROW.at().minusSeconds(2)), POLICY, "b")));
    }

    @Test
    void webhookOfAnotherTagOrDigestSaysSomethingElse() {
        told.hear(Rows.told(ROW), AT);
        var other = new Digest("sha256:" + "b".repeat(64));

        assertEquals(
                Optional.empty(), told.find(event(ImageName.parse("library/app:v2"), DIGEST, Side.PRIMARY, ROW.at())));
        assertEquals(Optional.empty(), told.find(event(ROW.image(), other, Side.PRIMARY, ROW.at())));
    }

    @Test
    void pushToTheStandbyIsNoPushToThePrimary() {
        told.hear(Rows.told(ROW), AT);

        assertEquals(Optional.empty(), told.find(event(ROW.image(), DIGEST, Side.STANDBY, ROW.at())));
    }

    @Test
    void deletionOfATagSaysMoreThanTheRowOfItsDigest() {
        var row = row(1, Kind.DELETED, "library/app@" + DIGEST, START);
        told.hear(new RegistryEvent.Deleted(origin(Side.PRIMARY, row.at()), row.image(), DIGEST), AT);

        assertEquals(Optional.empty(), told.find(webhook(row, POLICY, "late")));
        assertEquals(
                Optional.of(AT),
                told.find(new RegistryEvent.Deleted(origin(Side.PRIMARY, row.at()), row.image(), DIGEST)));
    }

    @Test
    void deletionIsNotTakenForAPush() {
        var image = ImageName.parse("library/app@" + DIGEST);
        told.hear(event(image, DIGEST, Side.PRIMARY, START), AT);

        assertEquals(
                Optional.empty(), told.find(new RegistryEvent.Deleted(origin(Side.PRIMARY, START), image, DIGEST)));
    }

    @Test
    void oldestAreForgottenFirst() {
        told.hear(Rows.told(ROW), AT);
        for (var number = 0; number < Told.MOST; number++) {
            told.hear(Rows.told(pushed(number, "library/app:n" + number, START)), AT);
        }

        assertEquals(Told.MOST, told.size());
        assertEquals(Optional.empty(), told.find(webhook(ROW, POLICY, "late")));
    }

    private static RegistryEvent event(ImageName image, Digest digest, Side side, Instant at) {
        return new RegistryEvent.Pushed(origin(side, at), image, digest);
    }

    private static Origin origin(Side side, Instant at) {
        return new Origin("id", side, POLICY, at, at, Optional.empty(), DIGEST);
    }
}
