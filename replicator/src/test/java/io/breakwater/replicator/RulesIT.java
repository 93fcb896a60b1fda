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
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One replicator whose rules say that referrers come along and deletes are followed. */
class RulesIT {
    private static final int MOST_DELETES = 20;

    @TempDir
    static Path directory;

    private static Running running;
    private static Rig rig;
    private static Front front;
    private static Registry primary;
    private static Registry standby;

    @BeforeAll
    static void start() throws InterruptedException {
        running = Running.behindFront(
                directory,
                Settings.RULES.withReferrers().withDeletes(new Deletes.Mirror(Duration.ofHours(24), MOST_DELETES)));
        rig = running.rig;
        front = running.front;
        primary = running.primary;
        standby = running.standby;
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    /** What one test holds or refuses is nothing to the next. */
    @AfterEach
    void letGo() {
        front.letGo();
    }

    @Test
    void aQueueOfPushesOfOneTagIsWorkedOnOnceForTheNewest() {
        front.hold(".*example-project/queue/.*");
        var overtaken = rig.announce("library/queue:v1", pushed(100).root());
        Await.until("the first push at work", () -> front.held() > 0);
        var causes = new ArrayList<Coordinates>();
        for (var number = 101; number < 105; number++) {
            causes.add(rig.announce("library/queue:v1", pushed(number).root()));
        }
        var newest = TestImages.oci(104, 1, 1_000);
        causes.add(rig.announce("library/queue:v1", newest.root()));
        Await.until("the others read", () -> running.jobs() == 1 + causes.size());
        front.letGo();

        assertEquals(Outcome.SUPERSEDED, rig.outcome(overtaken).outcome());
        var records = causes.stream().map(rig::outcome).toList();
        assertTrue(records.subList(0, 3).stream().allMatch(record -> record.outcome() == Outcome.SUPERSEDED));
        // The first may have seen it and brought it already.
        var good = Set.of(Outcome.REPLICATED, Outcome.ALREADY_PRESENT);
        assertTrue(records.subList(3, 5).stream().allMatch(record -> good.contains(record.outcome())));
        assertEquals(newest.root().digest(), rig.digestAtStandby("example-project/queue", "v1"));
        // One work for all that came while the first was at work: what it took stands in one of their records.
        assertEquals(1, records.stream().filter(record -> record.attempts() > 0).count(), records::toString);
    }

    private static TestImage pushed(int seed) {
        var image = TestImages.oci(seed, 1, 1_000);
        rig.push("library/queue", image, "v1");
        return image;
    }

    @Test
    void theBlobsOfAnIndexAreSentOnceThoughEachChildHasAnEvent() {
        var index = TestImages.ociIndex(200, 4);
        rig.push("library/index", index, "v1");
        var events = new ArrayList<Coordinates>();
        index.children().forEach(child -> events.add(rig.announce("library/index@" + child.digest(), child.digest())));
        events.add(rig.announce("library/index:v1", index.root()));

        var records = events.stream().map(rig::outcome).toList();

        // As a rule all by the index, since its children wait for it; but it may come late.
        var good = Set.of(Outcome.REPLICATED, Outcome.ALREADY_PRESENT);
        assertTrue(records.stream().allMatch(record -> good.contains(record.outcome())), records::toString);
        assertEquals(
                index.blobs().size(),
                records.stream()
                        .mapToInt(record -> record.transfer().blobsSent())
                        .sum());
        index.manifests().forEach(manifest -> assertTrue(isAtStandby("index", manifest.digest())));
    }

    @Test
    void aManifestThatNoIndexBringsIsCopiedAfterTheWait() {
        var image = TestImages.oci(201, 1, 1_000);
        rig.push("library/digest-only", image, "never-announced");

        var ledger =
                rig.outcome(rig.announce("library/digest-only@" + image.root().digest(), image.root()));

        assertEquals(Outcome.REPLICATED, ledger.outcome());
        // Both times are of the same clock, in whole milliseconds.
        assertTrue(ledger.queueMillis() >= Settings.LIMITS.untaggedWait().toMillis() - 1, ledger::toString);
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

    /** The second try finds the image at the standby, and it was the first one that brought it there. */
    @Test
    void anImageWhoseReferrersFailAtFirstIsReplicatedAllTheSame() {
        var image = TestImages.oci(310, 1, 1_000);
        var signature = TestImages.cosignSignature(310, image.root());
        var tag = image.root().digest().replace(':', '-') + ".sig";
        rig.push("library/half", image, "v1");
        rig.push("library/half", signature, tag);
        front.refuse("PUT .*example-project/half/manifests/sha256-.*", 502);
        var before = running.retries();
        var cause = rig.announce("library/half:v1", image.root());
        Await.until("a try in vain", () -> running.retries() > before);
        front.refuseNothing();

        assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome());
        assertTrue(isAtStandby("half", tag));
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
            asked.add(backfill("library/old-" + number + ":v1"));
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
    void aPushDoesNotWaitBehindABackfillOfItsNameThatHasNotBegun() {
        front.hold(".*example-project/busy-.*");
        var busy = new ArrayList<Coordinates>();
        for (var number = 0; number < Settings.LIMITS.parallelImages() - 1; number++) {
            rig.push("library/busy-" + number, TestImages.oci(660 + number, 1, 1_000), "v1");
            busy.add(backfill("library/busy-" + number + ":v1"));
        }
        Await.until("all turns of back-fill taken", () -> front.held() == busy.size());
        var image = TestImages.oci(670, 1, 1_000);
        rig.push("library/waits", image, "v1");
        var waiting = backfill("library/waits:v1");
        Await.until("one more read", () -> running.jobs() == busy.size() + 1);

        var push = rig.announce("library/waits:v1", image.root());

        assertEquals(Outcome.REPLICATED, rig.outcome(push).outcome());
        assertEquals(busy.size(), front.held());
        front.letGo();
        assertEquals(Outcome.ALREADY_PRESENT, rig.outcome(waiting).outcome());
        busy.forEach(
                cause -> assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome()));
    }

    private static Coordinates backfill(String name) {
        return request(new ReplicationRequest.Copy(ImageName.parse(name), Purpose.BACKFILL, provenance()));
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
        assertTrue(isAtStandby("shared", "v1"));
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

    /** At the standby, and not at the primary. */
    private static TestImage deletedHereOnly(String name, int seed) {
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
