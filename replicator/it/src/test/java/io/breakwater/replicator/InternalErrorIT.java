package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.replicator.core.Deletes;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that fails at one artifact and is well (decision 0015), and one that may be unwell (invariant 5). */
class InternalErrorIT extends OneReplicator {
    /** If one of them counted, it would be seen in the record's attempts. */
    private static final int MANY = 15;

    /** Of all images: nothing that is new can be copied. */
    private static final String UPLOADS = "POST /v2/.*/blobs/uploads/.*";

    InternalErrorIT(@TempDir Path directory) throws InterruptedException {
        super(Running.behindFront(
                directory, Settings.RULES.withDeletes(new Deletes.Mirror(Duration.ofHours(24), /* atMost= */ 1_000))));
    }

    /** Whatever is asked about it, as of a repository whose links are torn. */
    @Test
    void whoFailsWhileOthersAreServedIsADeadLetterInTheEnd() {
        front.refuse(".* /v2/example-project/torn/.*", 500);
        var torn = announce("torn", 1);
        for (var number = 2; isOpen(torn); number++) {
            assertEquals(
                    Outcome.REPLICATED, rig.outcome(announce("well", number)).outcome());
        }

        var ledger = rig.outcome(torn);
        assertEquals(Outcome.FAILED, ledger.outcome());
        assertEquals("HTTP_500", ledger.reason().orElseThrow().code());
        assertTrue(ledger.attempts() > Settings.LIMITS.attempts(), () -> "tried " + ledger.attempts() + " times");
        assertTrue(isDead(torn));
    }

    /** Nobody can tell that from an outage, and it keeps nobody waiting. */
    @Test
    void whoFailsAndIsAloneIsWaitedFor() {
        front.refuse(".* /v2/example-project/alone/.*", 500);
        var alone = announce("alone", 100);
        awaitTries();

        assertArrivesLater(alone);
    }

    @Test
    void whoFailsWhileOnlyDeletesAreServedIsWaitedFor() {
        front.refuse(UPLOADS, 500);
        var pushed = announce("during-deletes", 200);
        var before = running.retries();
        for (var number = 201; running.retries() < before + MANY; number++) {
            var name = "deleted-" + number;
            var image = TestImages.oci(number, 1, 1_000);
            try (var pusher = new RawPusher(rig.standby.url())) {
                pusher.push("example-project/" + name, image, "v1");
            }
            assertEquals(Outcome.DELETED, rig.outcome(delete(name, image)).outcome());
        }

        assertArrivesLater(pushed);
    }

    @Test
    void whoFailsWhileOthersNeedNoBlobsIsWaitedFor() {
        var known = TestImages.oci(300, 1, 1_000);
        rig.push("library/known", known, "v0");
        rig.outcome(rig.announce("library/known:v0", known.root()));
        front.refuse(UPLOADS, 500);
        var pushed = announce("during-tags", 301);
        var before = running.retries();
        for (var number = 1; running.retries() < before + MANY; number++) {
            primary.putManifest(
                    "library/known",
                    "v" + number,
                    primary.getManifest("library/known", "v0").orElseThrow(),
                    () -> true);
            var tagged = rig.outcome(rig.announce("library/known:v" + number, known.root()));
            assertEquals(Outcome.REPLICATED, tagged.outcome());
            assertEquals(0, tagged.transfer().blobsSent());
        }

        assertArrivesLater(pushed);
    }

    /** What the standby holds can't be said then; why nothing was copied can. */
    @Test
    void whoIsRefusedIsSoThoughTheStandbyFailsAtEveryQuestionAboutIt() {
        front.refuse("POST /v2/example-project/refused/.*", 403);
        front.refuseToo("(GET|HEAD) /v2/example-project/refused/manifests/.*", 500);
        var refused = announce("refused", 400);
        for (var number = 401; isOpen(refused); number++) {
            assertEquals(
                    Outcome.REPLICATED, rig.outcome(announce("well", number)).outcome());
        }

        var ledger = rig.outcome(refused);
        assertEquals(Outcome.REFUSED, ledger.outcome(), ledger::toString);
        assertEquals("DENIED", ledger.reason().orElseThrow().code());
        assertTrue(isDead(refused));
    }

    private void awaitTries() {
        var before = running.retries();
        Await.until("many tries in vain", () -> running.retries() >= before + MANY);
    }

    /** Nothing was held against it. */
    private void assertArrivesLater(Coordinates cause) {
        assertTrue(isOpen(cause));
        front.refuseNothing();
        var ledger = rig.outcome(cause);
        assertEquals(Outcome.REPLICATED, ledger.outcome());
        assertEquals(1, ledger.attempts());
        assertFalse(isDead(cause));
    }

    private boolean isOpen(Coordinates cause) {
        return rig.ledger().stream().noneMatch(record -> record.cause().equals(cause));
    }

    private boolean isDead(Coordinates cause) {
        return rig.deadLetters().stream().anyMatch(letter -> letter.cause().equals(cause));
    }

    private Coordinates announce(String name, int seed) {
        var image = TestImages.oci(seed, 1, 1_000);
        rig.push("library/" + name, image, "v" + seed);
        return rig.announce("library/" + name + ":v" + seed, image.root());
    }

    private Coordinates delete(String name, TestImage image) {
        return rig.ask(new ReplicationRequest.Delete(
                ImageName.parse("library/" + name + ":v1"),
                new Digest(image.root().digest()),
                Instant.now(),
                Rig.provenance()));
    }
}
