package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Registry;
import io.breakwater.registry.manifest.ReferrersIndex;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.core.Deletes;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Provenance;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One replicator whose rules say that referrers come along and deletes are followed. */
class RulesIT {
    private static final int MOST_DELETES = 20;

    @TempDir
    static Path directory;

    private static Rig rig;
    private static Front front;
    private static Registry primary;
    private static Registry standby;
    private static Replicator replicator;

    @BeforeAll
    static void start() throws InterruptedException {
        rig = Rig.start(directory);
        front = new Front(rig.standby);
        primary = new Registry(Settings.plain(rig.primary.host()));
        standby = new Registry(Settings.plain(front.host()));
        replicator = Replicator.start(
                new ReplicatorConfig(
                        Map.of("bootstrap.servers", rig.kafka.bootstrapServers()),
                        "replicator",
                        "one",
                        primary,
                        standby,
                        Settings.RULES
                                .withReferrers()
                                .withDeletes(new Deletes.Mirror(Duration.ofHours(24), MOST_DELETES)),
                        Settings.LIMITS),
                new SimpleMeterRegistry());
    }

    @AfterAll
    static void stop() {
        assertEquals(Optional.empty(), replicator.failure());
        replicator.close();
        primary.close();
        standby.close();
        front.close();
        rig.close();
    }

    @Test
    void aQueueOfPushesOfOneTagIsWorkedOnOnceForTheNewest() {
        front.refuse(".*example-project/queue/.*", 502);
        var images = new ArrayList<TestImage>();
        var causes = new ArrayList<Coordinates>();
        for (var number = 0; number < 5; number++) {
            images.add(TestImages.oci(100 + number, 1, 1_000));
            rig.push("library/queue", images.getLast(), "v1");
            causes.add(rig.announce("library/queue:v1", images.getLast().root()));
        }
        var repeated = rig.announce("library/queue:v1", images.getLast().root());
        front.refuseNothing();

        var records = causes.stream().map(rig::outcome).toList();
        assertTrue(records.subList(0, 4).stream().allMatch(record -> record.outcome() == Outcome.SUPERSEDED));
        assertTrue(Set.of(Outcome.REPLICATED, Outcome.ALREADY_PRESENT)
                .contains(records.getLast().outcome()));
        assertTrue(Set.of(Outcome.REPLICATED, Outcome.ALREADY_PRESENT)
                .contains(rig.outcome(repeated).outcome()));
        assertEquals(images.getLast().root().digest(), rig.digestAtStandby("example-project/queue", "v1"));
        // Of four that were overtaken one may have been at work before the others were read.
        assertTrue(records.stream().filter(record -> record.attempts() > 0).count() <= 2, records::toString);
    }

    @Test
    void theChildrenOfAnIndexAreSentOnceThoughEachHasAnEvent() {
        var index = TestImages.ociIndex(200, 4);
        rig.push("library/index", index, "v1");
        var children = index.children().stream()
                .map(child -> rig.announce("library/index@" + child.digest(), child.digest()))
                .toList();
        var root = rig.announce("library/index:v1", index.root());

        var whole = rig.outcome(root);
        assertEquals(Outcome.REPLICATED, whole.outcome());
        assertEquals(index.blobs().size(), whole.transfer().blobsSent());
        for (var child : children) {
            assertEquals(Outcome.ALREADY_PRESENT, rig.outcome(child).outcome());
            assertEquals(0, rig.outcome(child).transfer().bytesSent());
        }
    }

    @Test
    void aManifestThatNoIndexBringsIsCopiedAfterTheWait() {
        var image = TestImages.oci(201, 1, 1_000);
        rig.push("library/digest-only", image, "never-announced");

        var ledger =
                rig.outcome(rig.announce("library/digest-only@" + image.root().digest(), image.root()));

        assertEquals(Outcome.REPLICATED, ledger.outcome());
        assertTrue(isAtStandby("digest-only", image.root().digest()));
    }

    @Test
    void whatIsAboutAnImageComesWithIt() {
        var image = TestImages.oci(300, 1, 1_000);
        var signature = TestImages.cosignSignature(300, image.root());
        var referrer = TestImages.referrer(300, image.root());
        rig.push("library/signed", image, "v1");
        rig.push("library/signed", signature, image.root().digest().replace(':', '-') + ".sig");
        rig.push("library/signed", referrer, "sbom");
        var tag = image.root().digest().replace(':', '-');
        var list =
                ReferrersIndex.of(primary.getManifest("library/signed", "sbom").orElseThrow());
        primary.putManifest("library/signed", tag, list);

        rig.outcome(rig.announce("library/signed:v1", image.root()));

        assertTrue(isAtStandby("signed", tag + ".sig"));
        assertTrue(isAtStandby("signed", referrer.root().digest()));
        assertTrue(isAtStandby("signed", tag), "the list of referrers");
    }

    @Test
    void everyKindOfRequestToCopyIsFollowedAndRecordedUnderItsOwnCoordinates() {
        for (var purpose : Purpose.values()) {
            var name = "asked-" + purpose.name().toLowerCase(Locale.ROOT);
            var image = TestImages.oci(purpose.name().hashCode(), 1, 1_000);
            rig.push("library/" + name, image, "v1");

            var request =
                    new ReplicationRequest.Copy(ImageName.parse("library/" + name + ":v1"), purpose, provenance());
            var ledger = rig.outcome(request(request));

            assertEquals(Outcome.REPLICATED, ledger.outcome());
            assertEquals(image.root().digest(), rig.digestAtStandby("example-project/" + name, "v1"));
        }
    }

    @Test
    void aBackfillLeavesATurnToWhatIsPushedNow() {
        front.hold(".*example-project/old-.*");
        var asked = new ArrayList<Coordinates>();
        for (var number = 0; number < 2 * Settings.LIMITS.parallelImages(); number++) {
            rig.push("library/old-" + number, TestImages.oci(600 + number, 1, 1_000), "v1");
            asked.add(request(new ReplicationRequest.Copy(
                    ImageName.parse("library/old-" + number + ":v1"), Purpose.BACKFILL, provenance())));
        }
        Await.until("a back-fill at work", () -> front.held() == Settings.LIMITS.parallelImages() - 1);

        var image = TestImages.oci(650, 1, 1_000);
        rig.push("library/new", image, "v1");
        assertEquals(
                Outcome.REPLICATED,
                rig.outcome(rig.announce("library/new:v1", image.root())).outcome());
        assertEquals(Settings.LIMITS.parallelImages() - 1, front.held());

        front.letGo();
        asked.forEach(
                cause -> assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome()));
    }

    @Test
    void aDeleteAtThePrimaryIsFollowedWhenItIsAskedFor() {
        var image = copied("deleted", 500);
        deleteAtPrimary("deleted", image);

        var ledger = rig.outcome(delete("deleted", image, Instant.now()));

        assertEquals(Outcome.DELETED, ledger.outcome(), ledger::toString);
        assertFalse(isAtStandby("deleted", "v1"));
        assertFalse(isAtStandby("deleted", image.root().digest()));
    }

    @Test
    void aDeletedIndexGoesWithItsChildren() {
        var index = TestImages.ociIndex(510, 2);
        rig.push("library/deleted-index", index, "v1");
        rig.outcome(rig.announce("library/deleted-index:v1", index.root()));
        deleteAtPrimary("deleted-index", index);

        var ledger = rig.outcome(delete("deleted-index", index, Instant.now()));

        assertEquals(Outcome.DELETED, ledger.outcome(), ledger::toString);
        index.manifests().forEach(gone -> assertFalse(isAtStandby("deleted-index", gone.digest())));
    }

    @Test
    void anImageThatWasPushedAgainStays() {
        var image = copied("pushed-again", 520);

        var ledger = rig.outcome(delete("pushed-again", image, Instant.now()));

        assertEquals("BACK_AT_PRIMARY", code(ledger));
        assertTrue(isAtStandby("pushed-again", "v1"));
    }

    @Test
    void aTagThatHasMovedAtTheStandbyStaysWithItsDigest() {
        var deleted = TestImages.oci(530, 1, 1_000);
        var image = copied("moved", 531);
        deleteAtPrimary("moved", image);

        var ledger = rig.outcome(delete("moved", deleted, Instant.now()));

        assertEquals(Outcome.SUPERSEDED, ledger.outcome());
        assertEquals("MOVED", code(ledger));
        assertTrue(isAtStandby("moved", "v1"));
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
        assertTrue(isAtStandby("early", "v1"));
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

    private static TestImage copied(String name, int seed) {
        var image = TestImages.oci(seed, 1, 1_000);
        rig.push("library/" + name, image, "v1");
        rig.outcome(rig.announce("library/" + name + ":v1", image.root()));
        return image;
    }

    private static void deleteAtPrimary(String name, TestImage image) {
        image.manifests()
                .reversed()
                .forEach(manifest ->
                        primary.deleteManifest("library/" + name, Digest.parse(manifest.digest()), Set.of("v1")));
    }

    private static Coordinates delete(String name, TestImage image, Instant notBefore) {
        return request(new ReplicationRequest.Delete(
                ImageName.parse("library/" + name + ":v1"),
                new io.breakwater.schemas.Digest(image.root().digest()),
                notBefore,
                provenance()));
    }

    private static Coordinates request(ReplicationRequest request) {
        return rig.publish(
                Topic.REPLICATION_REQUESTS,
                request.image().key(),
                JsonSerde.of(ReplicationRequest.class).write(request));
    }

    private static Provenance provenance() {
        return new Provenance("request-" + System.nanoTime(), "auditor", "a test", Instant.now(), Optional.empty());
    }

    private static boolean isAtStandby(String name, String reference) {
        return standby.headManifest("example-project/" + name, reference).isPresent();
    }

    private static String code(LedgerRecord ledger) {
        return ledger.reason().orElseThrow().code();
    }
}
