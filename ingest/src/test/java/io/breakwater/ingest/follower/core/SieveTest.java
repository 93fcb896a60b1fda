package io.breakwater.ingest.follower.core;

import static io.breakwater.ingest.follower.core.Rows.DIGEST;
import static io.breakwater.ingest.follower.core.Rows.START;
import static io.breakwater.ingest.follower.core.Rows.pushed;
import static io.breakwater.ingest.follower.core.Rows.row;
import static io.breakwater.ingest.follower.core.Rows.webhook;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.ingest.follower.core.AuditRow.Kind;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which rows become events. The span reaches from START to a minute later, the grace ends half-way. */
class SieveTest {
    private static final String POLICY = "/projects/1/webhook/policies/3";
    private static final Span SPAN = new Span(START, START.plusSeconds(60), true);

    private final Heard heard = new Heard();

    @Test
    void pushWithoutAWebhookIsTold() {
        var row = pushed(1, "library/app:v1", at(10));

        assertEquals(new Sieve.Sifted(List.of(row), List.of()), sift(row));
    }

    @Test
    void pushWithItsWebhookIsNot() {
        var row = pushed(1, "library/app:v1", at(10.7));
        heard.hear(webhook(row, POLICY, "a"));

        assertEquals(nothing(), sift(row));
    }

    @Test
    void youngPushWaitsForItsWebhook() {
        var row = pushed(1, "library/app:v1", at(40));

        assertEquals(new Sieve.Sifted(List.of(), List.of(row)), sift(row));
    }

    @Test
    void tagOfTheUiIsToldAtOnce() {
        var made = row(1, Kind.TAG_CREATED, "library/app:v1", at(59));
        var taken = row(2, Kind.TAG_REMOVED, "library/app:v2", at(58));

        assertEquals(new Sieve.Sifted(List.of(taken, made), List.of()), sift(made, taken));
    }

    @Test
    void webhookOfAPushIsNotTakenForTheTagOfTheUi() {
        var push = pushed(1, "library/app:v1", at(10));
        var tag = row(2, Kind.TAG_CREATED, "library/app:v1", at(10));
        heard.hear(webhook(push, POLICY, "a"));

        assertEquals(new Sieve.Sifted(List.of(tag), List.of()), sift(push, tag));
    }

    @Test
    void deletionIsKnownByItsDigestWhateverTagTheWebhookNames() {
        var row = row(1, Kind.DELETED, "library/app@" + DIGEST, at(10));
        heard.hear(webhook(row, POLICY, "a"));

        assertEquals(nothing(), sift(row));
    }

    @Test
    void oneWebhookOfTwoPushesWithinASecondLeavesOne() {
        var first = pushed(1, "library/app:v1", at(10.1));
        var second = pushed(2, "library/app:v1", at(10.8));
        heard.hear(webhook(second, POLICY, "a"));

        assertEquals(1, sift(first, second).toTell().size());
    }

    @Test
    void twoPoliciesThatTellOfOnePushDoNotHideAnother() {
        var first = pushed(1, "library/app:v1", at(10.1));
        var second = pushed(2, "library/app:v1", at(10.8));
        heard.hear(webhook(first, POLICY, "a"));
        heard.hear(webhook(first, "/projects/1/webhook/policies/4", "b"));

        assertEquals(new Sieve.Sifted(List.of(second), List.of()), sift(first, second));
    }

    @Test
    void deliveryThatIsRepeatedDoesNotHideAnotherPush() {
        var first = pushed(1, "library/app:v1", at(10.1));
        var second = pushed(2, "library/app:v1", at(10.8));
        heard.hear(webhook(first, POLICY, "a"));
        heard.hear(webhook(first, POLICY, "a"));

        assertEquals(new Sieve.Sifted(List.of(second), List.of()), sift(first, second));
    }

    @Test
    void webhookOfALaterPushIsNoWebhookOfThisOne() {
        var row = pushed(1, "library/app:v1", at(10));
        heard.hear(webhook(pushed(2, "library/app:v1", at(13)), POLICY, "a"));

        assertEquals(List.of(row), sift(row).toTell());
    }

    @Test
    void lateWebhookOfARowThatWasToldDoesNotHideItsNeighbour() {
        var told = pushed(1, "library/app:v1", at(10.1));
        var lost = pushed(2, "library/app:v1", at(10.8));
        heard.settle(told);
        heard.hear(webhook(told, POLICY, "late"));

        assertEquals(new Sieve.Sifted(List.of(lost), List.of()), sift(told, lost));
    }

    @Test
    void rowThatBecameAnEventIsKnownByTheTopicAlone() {
        var row = pushed(1, "library/app:v1", at(10));
        heard.hear(Rows.told(row));

        assertEquals(nothing(), sift(row));
    }

    @Test
    void rowWithAKnownIdAndAnotherTimeIsAnother() {
        heard.hear(Rows.told(pushed(1, "library/app:v1", at(10))));
        var afterAReinstallation = pushed(1, "library/app:v1", at(20));

        assertEquals(List.of(afterAReinstallation), sift(afterAReinstallation).toTell());
    }

    @Test
    void whatThePubSubOfTheStandbySaysAnnouncesNothing() {
        var row = pushed(1, "library/app:v1", at(10));
        var origin = new Origin("a", Side.STANDBY, "pubsub", at(10), at(10), Optional.empty(), DIGEST);
        heard.hear(new RegistryEvent.Pushed(origin, ImageName.parse("library/app:v1"), DIGEST));

        assertEquals(List.of(row), sift(row).toTell());
    }

    @Test
    void rowBeforeTheSpanIsPairedAndNotTold() {
        var before = pushed(1, "library/app:v1", START.minusMillis(300));
        var lost = pushed(2, "library/app:v1", START.plusMillis(400));
        heard.hear(webhook(before, POLICY, "a"));

        assertEquals(List.of(lost), sift(before, lost).toTell());
    }

    @Test
    void whatIsForgottenAnnouncesNothing() {
        var row = pushed(1, "library/app:v1", at(10));
        heard.hear(webhook(row, POLICY, "a"));
        heard.forget(at(11));

        assertEquals(List.of(row), sift(row).toTell());
    }

    private Sieve.Sifted sift(AuditRow... rows) {
        return Sieve.sift(List.of(rows), heard, SPAN, at(30));
    }

    private static Sieve.Sifted nothing() {
        return new Sieve.Sifted(List.of(), List.of());
    }

    private static Instant at(double seconds) {
        return START.plusMillis((long) (seconds * 1000));
    }
}
