package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.manifest.ReferrersIndex;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.RawPusher;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One replicator whose rules say that referrers come along; what is asked for, and in which order it is done. */
class RulesIT extends OneReplicator {
    RulesIT(@TempDir Path directory) throws InterruptedException {
        super(Running.behindFront(directory, Settings.RULES.withReferrers()));
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

    private TestImage pushed(int seed) {
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
        index.manifests().forEach(manifest -> assertTrue(running.isAtStandby("index", manifest.digest())));
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
        assertTrue(running.isAtStandby("digest-only", image.root().digest()));
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

        assertTrue(running.isAtStandby("signed", tag + ".sig"));
        assertTrue(running.isAtStandby("signed", referrer.root().digest()));
        assertTrue(running.isAtStandby("signed", tag), "the list of referrers");
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
        assertTrue(running.isAtStandby("half", tag));
    }

    @Test
    void everyKindOfRequestToCopyIsFollowedAndRecordedUnderItsOwnCoordinates() {
        for (var purpose : Purpose.values()) {
            var name = "asked-" + purpose.name().toLowerCase(Locale.ROOT);
            var image = TestImages.oci(purpose.name().hashCode(), 1, 1_000);
            rig.push("library/" + name, image, "v1");

            var request =
                    new ReplicationRequest.Copy(ImageName.parse("library/" + name + ":v1"), purpose, Rig.provenance());
            var ledger = rig.outcome(rig.ask(request));

            assertEquals(Outcome.REPLICATED, ledger.outcome());
            assertEquals(image.root().digest(), rig.digestAtStandby("example-project/" + name, "v1"));
        }
    }

    /** Seconds after this very process has brought it there: it remembers, and asks all the same. */
    @Test
    void anImageThatSomebodyDeletedAtTheStandbyComesBackByARepairAndByAReplay() {
        for (var purpose : List.of(Purpose.REPAIR, Purpose.REPLAY)) {
            var name = "lost-" + purpose.name().toLowerCase(Locale.ROOT);
            var image = TestImages.oci(680, 1, 1_000);
            rig.push("library/" + name, image, "v1");
            rig.outcome(rig.announce("library/" + name + ":v1", image.root()));
            try (var somebody = new RawPusher(rig.standby.url())) {
                somebody.deleteManifest("example-project/" + name, image.root().digest());
            }

            var request =
                    new ReplicationRequest.Copy(ImageName.parse("library/" + name + ":v1"), purpose, Rig.provenance());
            var ledger = rig.outcome(rig.ask(request));

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

    private Coordinates backfill(String name) {
        return rig.ask(new ReplicationRequest.Copy(ImageName.parse(name), Purpose.BACKFILL, Rig.provenance()));
    }
}
