package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.core.Deletes;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One replicator whose rules say that deletes are followed (invariant 9). */
class DeleteRulesIT extends OneReplicator {
    private static final int MOST_DELETES = 20;

    DeleteRulesIT(@TempDir Path directory) throws InterruptedException {
        super(Running.behindFront(
                directory,
                Settings.RULES.withReferrers().withDeletes(new Deletes.Mirror(Duration.ofHours(24), MOST_DELETES))));
    }

    @Test
    void aDeleteAtThePrimaryIsFollowedWhenItIsAskedFor() {
        var image = copied("deleted", 500);
        deleteAtPrimary("deleted", image);

        var ledger = rig.outcome(delete("deleted", image, Instant.now()));

        assertEquals(Outcome.DELETED, ledger.outcome(), ledger::toString);
        assertFalse(running.isAtStandby("deleted", "v1"));
        assertFalse(running.isAtStandby("deleted", image.root().digest()));
    }

    @Test
    void aDeletedIndexGoesWithItsChildren() {
        var index = TestImages.ociIndex(510, 2);
        rig.push("library/deleted-index", index, "v1");
        rig.outcome(rig.announce("library/deleted-index:v1", index.root()));
        deleteAtPrimary("deleted-index", index);

        var ledger = rig.outcome(delete("deleted-index", index, Instant.now()));

        assertEquals(Outcome.DELETED, ledger.outcome(), ledger::toString);
        index.manifests().forEach(gone -> assertFalse(running.isAtStandby("deleted-index", gone.digest())));
    }

    @Test
    void anImageThatWasPushedAgainStays() {
        var image = copied("pushed-again", 520);

        var ledger = rig.outcome(delete("pushed-again", image, Instant.now()));

        assertEquals("BACK_AT_PRIMARY", code(ledger));
        assertTrue(running.isAtStandby("pushed-again", "v1"));
    }

    @Test
    void aTagThatHasMovedAtTheStandbyStaysWithItsDigest() {
        var deleted = TestImages.oci(530, 1, 1_000);
        var image = copied("moved", 531);
        deleteAtPrimary("moved", image);

        var ledger = rig.outcome(delete("moved", deleted, Instant.now()));

        assertEquals(Outcome.SUPERSEDED, ledger.outcome());
        assertEquals("MOVED", code(ledger));
        assertTrue(running.isAtStandby("moved", "v1"));
    }

    @Test
    void anImageThatAnotherTagOfThePrimaryHoldsStays() {
        var image = copied("two-tags", 540);
        rig.push("library/two-tags", image, "v2");
        rig.outcome(rig.announce("library/two-tags:v2", image.root()));
        rig.primary.contents().untag("library/two-tags", "v1");

        var ledger = rig.outcome(delete("two-tags", image, Instant.now()));

        // Debian's registry cannot delete a tag alone, and nothing else may go.
        assertEquals("DELETE_UNSUPPORTED", code(ledger));
        assertEquals(image.root().digest(), rig.digestAtStandby("example-project/two-tags", "v2"));
    }

    @Test
    void nothingIsDeletedBeforeItsTime() {
        var image = copied("early", 550);
        deleteAtPrimary("early", image);

        var ledger = rig.outcome(delete("early", image, Instant.now().plus(Duration.ofHours(1))));

        assertEquals(Outcome.FILTERED, ledger.outcome());
        assertEquals("TOO_EARLY", code(ledger));
        assertTrue(running.isAtStandby("early", "v1"));
    }

    @Test
    void aDeleteThatIsEarlyByALittleIsDoneInTimeAndHoldsUpNothingOfItsName() {
        var image = copied("little-early", 570);
        deleteAtPrimary("little-early", image);
        var notBefore = Instant.now().plusSeconds(1);
        var early = delete("little-early", image, notBefore);
        var minutes = copied("minutes-early", 571);
        delete("minutes-early", minutes, Instant.now().plus(Duration.ofMinutes(4)));
        Await.until("one that waits for minutes", () -> running.jobs("put_off") > 0);

        var push = rig.announce("library/minutes-early:v1", minutes.root());

        assertEquals(Outcome.ALREADY_PRESENT, rig.outcome(push).outcome());
        var ledger = rig.outcome(early);
        assertEquals(Outcome.DELETED, ledger.outcome(), ledger::toString);
        assertFalse(ledger.recordedAt().isBefore(notBefore), ledger::toString);
    }

    /** It might take away what the copy has just found there. */
    @Test
    void aDeleteWaitsUntilNobodyCopiesIntoItsRepository() {
        var image = copied("shared", 580);
        deleteAtPrimary("shared", image);
        front.hold("PUT .*example-project/shared/manifests/v2");
        var other = TestImages.oci(581, 1, 1_000);
        rig.push("library/shared", other, "v2");
        var copy = rig.announce("library/shared:v2", other.root());
        Await.until("a copy right before its end", () -> front.held() == 1);
        var before = running.jobs("put_off");

        var delete = delete("shared", image, Instant.now());

        Await.until("the delete put off", () -> running.jobs("put_off") > before);
        assertTrue(running.isAtStandby("shared", "v1"));
        front.letGo();
        assertEquals(Outcome.REPLICATED, rig.outcome(copy).outcome());
        assertEquals(Outcome.DELETED, rig.outcome(delete).outcome());
    }

    /** It had begun when all was well; what it had seen is no reason to delete anything any more. */
    @Test
    void nothingIsDeletedWhileARegistryIsLeftAlone() {
        var image = copied("begun", 585);
        deleteAtPrimary("begun", image);
        var deletesWhileOpen = new AtomicInteger();
        front.after(exchange -> {
            if (exchange.getRequestMethod().equals("DELETE") && running.isCircuit("open")) {
                deletesWhileOpen.incrementAndGet();
            }
            return false;
        });
        // The last thing that it reads before it deletes the manifest.
        front.hold("GET .*example-project/begun/tags/list.*");
        var delete = delete("begun", image, Instant.now());
        Await.until("the delete at work", () -> front.held() == 1);
        front.refuse("POST .*", 502, 2);
        var other = TestImages.oci(586, 1, 1_000);
        rig.push("library/fails", other, "v1");
        var copy = rig.announce("library/fails:v1", other.root());
        Await.until("the circuit to open", () -> running.isCircuit("open"));
        front.letPass();

        assertEquals(Outcome.DELETED, rig.outcome(delete).outcome());
        assertEquals(0, deletesWhileOpen.get());
        assertEquals(Outcome.REPLICATED, rig.outcome(copy).outcome());
    }

    /** Two names that may not be deleted and one that may not be copied are not three of one kind. */
    @Test
    void aRefusedDeleteIsNoWordOnCopies() {
        front.refuse("(DELETE|POST) .*example-project/refused-.*", 403);
        assertEquals(3, Settings.LIMITS.refusedNames());
        var image = TestImages.oci(590, 1, 1_000);
        rig.push("library/refused-copy", image, "v1");
        var first = deletedHereOnly("refused-one", 591);
        var second = deletedHereOnly("refused-two", 592);

        var causes = List.of(
                rig.announce("library/refused-copy:v1", image.root()),
                delete("refused-one", first, Instant.now()),
                delete("refused-two", second, Instant.now()));

        for (var cause : causes) {
            var ledger = rig.outcome(cause);
            assertEquals(Outcome.REFUSED, ledger.outcome(), ledger::toString);
            assertEquals("DENIED", code(ledger));
        }
    }

    /** Nothing is wrong with the image, so it is no dead letter. */
    @Test
    void aDeleteAtAStandbyThatIsReadOnlyIsDoneOnceItMayBeWrittenTo() {
        front.refuse("DELETE .*example-project/read-only.*", 405);
        var image = deletedHereOnly("read-only", 595);
        var before = running.retries();

        var delete = delete("read-only", image, Instant.now());

        Await.until("the delete refused", () -> running.retries() > before);
        front.refuseNothing();
        var ledger = rig.outcome(delete);
        assertEquals(Outcome.DELETED, ledger.outcome(), ledger::toString);
        assertFalse(running.isAtStandby("read-only", "v1"));
    }

    /** At the standby, and not at the primary. */
    private TestImage deletedHereOnly(String name, int seed) {
        var image = TestImages.oci(seed, 1, 1_000);
        try (var pusher = new RawPusher(rig.standby.url())) {
            pusher.push("example-project/" + name, image, "v1");
        }
        return image;
    }

    @Test
    void whatWasDeletedAndIsPushedAgainIsCopiedAgain() {
        var image = copied("again", 560);
        deleteAtPrimary("again", image);
        rig.outcome(delete("again", image, Instant.now()));
        rig.push("library/again", image, "v1");

        var ledger = rig.outcome(rig.announce("library/again:v1", image.root()));

        assertEquals(Outcome.REPLICATED, ledger.outcome());
        assertEquals(image.root().digest(), rig.digestAtStandby("example-project/again", "v1"));
    }

    private TestImage copied(String name, int seed) {
        var image = TestImages.oci(seed, 1, 1_000);
        rig.push("library/" + name, image, "v1");
        rig.outcome(rig.announce("library/" + name + ":v1", image.root()));
        return image;
    }

    private void deleteAtPrimary(String name, TestImage image) {
        image.manifests()
                .reversed()
                .forEach(manifest ->
                        primary.deleteManifest("library/" + name, Digest.parse(manifest.digest()), Set.of("v1")));
    }

    private Coordinates delete(String name, TestImage image, Instant notBefore) {
        return rig.ask(new ReplicationRequest.Delete(
                ImageName.parse("library/" + name + ":v1"),
                new io.breakwater.schemas.Digest(image.root().digest()),
                notBefore,
                Rig.provenance()));
    }

    private static String code(LedgerRecord ledger) {
        return ledger.reason().orElseThrow().code();
    }
}
