package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Digest;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.Signals;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One replicator between real registries on a real broker. */
class ReplicatorIT {
    @TempDir
    static Path directory;

    private static Running running;
    private static Rig rig;

    @BeforeAll
    static void start() throws InterruptedException {
        running = Running.direct(directory, Settings.RULES);
        rig = running.rig;
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void everyKindOfImageArrivesByteForByteWithOneLedgerRecord() {
        for (var image : TestImages.everyKind(42)) {
            var repository = "library/kinds/" + image.kind();
            rig.push(repository, image, "v1");

            var ledger = rig.outcome(rig.announce(repository + ":v1", image.root()));

            assertEquals(Outcome.REPLICATED, ledger.outcome(), () -> image.kind() + ": " + ledger.reason());
            var target = repository.replace("library/", "example-project/");
            assertEquals(image.root().digest(), rig.digestAtStandby(target, "v1"), image.kind());
            assertEquals(Optional.of(rig.standby.host() + "/" + target + ":v1"), ledger.target());
        }
    }

    @Test
    void theLedgerCountsWhatWentOverTheWire() {
        var image = TestImages.oci(7, 3, 10_000);
        rig.push("library/counted", image, "v1");

        var transfer =
                rig.outcome(rig.announce("library/counted:v1", image.root())).transfer();

        assertEquals(image.blobs().size(), transfer.blobsSent());
        assertEquals(image.bytes(), transfer.bytesSent());
        assertEquals(image.bytes(), transfer.bytesRead());
        assertTrue(transfer.requests() >= 2 * image.blobs().size() + 2, () -> transfer.toString());
    }

    @Test
    void theSameEventTwiceIsCopiedOnceAndRecordedTwice() {
        var image = TestImages.oci(8, 1, 1_000);
        rig.push("library/twice", image, "v1");

        var first = rig.outcome(rig.announce("library/twice:v1", image.root()));
        var second = rig.outcome(rig.announce("library/twice:v1", image.root()));

        assertEquals(Outcome.REPLICATED, first.outcome());
        assertEquals(Outcome.ALREADY_PRESENT, second.outcome());
        assertEquals(0, second.transfer().bytesSent());
    }

    @Test
    void aTagNeverMovesBackToWhatALateEventSays() {
        var older = TestImages.oci(9, 1, 1_000);
        var newer = TestImages.oci(10, 1, 1_000);
        rig.push("library/late", older, "v1");
        rig.push("library/late", newer, "v1");

        rig.outcome(rig.announce("library/late:v1", newer.root()));
        var late = rig.outcome(rig.announce("library/late:v1", older.root()));

        assertEquals(Outcome.SUPERSEDED, late.outcome());
        assertEquals(Optional.of(new Digest(newer.root().digest())), late.targetDigest());
        assertEquals(newer.root().digest(), rig.digestAtStandby("example-project/late", "v1"));
    }

    @Test
    void aTagThatMovesWhileItIsCopiedEndsAtTheNewerPush() {
        var older = TestImages.oci(16, 1, 1_000).withLayer(300_000_001);
        var newer = TestImages.oci(17, 1, 1_000);
        rig.push("library/moving", older, "v1");
        var cause = rig.announce("library/moving:v1", older.root());
        Await.until("the copy under way", () -> rig.standby.bytesBeingUploaded() > 10_000_000);

        // However long the push takes, it is in the middle of the copy.
        Signals.stop(rig.standby.pid());
        assertTrue(rig.standby.bytesBeingUploaded() > 0, "the copy is done already");
        rig.push("library/moving", newer, "v1");
        Signals.goOn(rig.standby.pid());

        var ledger = rig.outcome(cause);
        assertEquals(Outcome.SUPERSEDED, ledger.outcome());
        assertEquals("NEWER_PUSH", code(ledger));
        assertEquals(newer.root().digest(), rig.digestAtStandby("example-project/moving", "v1"));
    }

    @Test
    void anImageThatIsGoneFromThePrimaryIsSuperseded() {
        var ledger = rig.outcome(rig.announce("library/never-pushed:v1", "sha256:" + "1".repeat(64)));

        assertEquals(Outcome.SUPERSEDED, ledger.outcome());
        assertEquals("GONE", code(ledger));
    }

    @Test
    void aRepositoryThatNoRuleMapsIsRecordedAsFiltered() {
        var ledger = rig.outcome(rig.announce("team/app:v1", "sha256:" + "1".repeat(64)));

        assertEquals(Outcome.FILTERED, ledger.outcome());
        assertEquals("NO_RULE", code(ledger));
        assertEquals(0, ledger.transfer().requests());
    }

    @Test
    void anUnreadableRecordGoesToTheDeadLettersAndItsNeighboursGoOn() {
        var image = TestImages.oci(11, 1, 1_000);
        rig.push("library/neighbour", image, "v1");

        var poison = rig.publish(Topic.REGISTRY_EVENTS, "library/neighbour:v1", "{\"type\":".getBytes(UTF_8));
        var neighbour = rig.announce("library/neighbour:v1", image.root());

        assertEquals(Outcome.FAILED, rig.outcome(poison).outcome());
        assertEquals(Outcome.REPLICATED, rig.outcome(neighbour).outcome());
        var letter = rig.deadLetters().stream()
                .filter(dead -> dead.cause().equals(poison))
                .findFirst()
                .orElseThrow();
        assertEquals("{\"type\":", new String(letter.value(), UTF_8));
    }

    @Test
    void anArtifactWithoutOneOfItsBlobsFailsAfterAFewTries() {
        var image = TestImages.oci(12, 2, 1_000);
        rig.push("library/broken", image, "v1");
        Settings.removeBlob(rig.primary, image.blobs().getFirst().digest());

        var ledger = rig.outcome(rig.announce("library/broken:v1", image.root()));

        assertEquals(Outcome.FAILED, ledger.outcome());
        assertEquals(Settings.LIMITS.attempts(), ledger.attempts());
        assertEquals(Optional.empty(), ledger.targetDigest());
        assertTrue(rig.deadLetters().stream().anyMatch(dead -> dead.cause().equals(ledger.cause())));
    }

    @Test
    void anOutageOfTheStandbyIsWaitedOutAndPoisonsNothing() {
        var image = TestImages.oci(13, 1, 1_000);
        rig.push("library/outage", image, "v1");
        rig.standby.stop();
        var retries = running.retries();

        var cause = rig.announce("library/outage:v1", image.root());
        Await.until("some vain tries", () -> running.retries() >= retries + Settings.LIMITS.attempts() + 2);
        rig.standby.startAgain();

        var ledger = rig.outcome(cause);
        assertEquals(Outcome.REPLICATED, ledger.outcome());
        assertEquals(1, ledger.attempts());
        assertTrue(rig.deadLetters().stream().noneMatch(dead -> dead.cause().equals(cause)));
    }

    @Test
    void aSmallImageIsRecordedWhileABigOneOfTheSamePartitionIsAtWork() {
        var big = TestImages.oci(14, 1, 1_000).withLayer(400_000_000);
        var small = TestImages.oci(15, 1, 1_000);
        rig.push("library/big", big, "v1");
        for (var partition = 0; partition < 2; partition++) {
            rig.push(Settings.nameInPartition(partition, 2), small, "v1");
        }
        var slow = rig.announce("library/big:v1", big.root());
        var name = Settings.nameInPartition(slow.partition(), 2);

        var quick = rig.announce(name + ":v1", small.root());

        assertEquals(slow.partition(), quick.partition());
        var quickRecord = rig.outcome(quick);
        assertTrue(quickRecord.recordedAt().isBefore(rig.outcome(slow).recordedAt()));
    }

    private static String code(LedgerRecord ledger) {
        return ledger.reason().orElseThrow().code();
    }
}
