package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.replicator.core.Deletes;
import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of requests that are published when an operator cancels their batch (decision 0012). */
class CancelIT extends OneReplicator {
    CancelIT(@TempDir Path directory) throws InterruptedException {
        super(Running.behindFront(
                withACancelledRequest(Rig.start(directory)),
                Settings.RULES.withDeletes(new Deletes.Mirror(Duration.ofHours(24), /* atMost= */ 20))));
    }

    /** A request and the cancel of its batch are there before the replicator begins, as one that was restarted between. */
    private static Rig withACancelledRequest(Rig rig) {
        rig.push("library/early", TestImages.oci(901, 1, 1_000), "v1");
        rig.ask("sync-early", copy("early", Purpose.BACKFILL));
        rig.publish(Topic.OPERATIONS_AUDIT, "garbage", "{".getBytes(UTF_8));
        cancel(rig, "sync-early");
        return rig;
    }

    @Test
    void replicatorThatStartsKnowsWhatWasCancelledBefore() {
        assertCancelled(rig.outcome("library/early:v1"));
        assertFalse(running.isAtStandby("early", "v1"));
    }

    @Test
    void whatWaitsForItsTurnIsNotCopiedAndWhoeverElseAsksForItIsServed() {
        front.hold(".*example-project/busy-.*");
        var busy = new ArrayList<Coordinates>();
        for (var number = 0; number < Settings.LIMITS.parallelImages() - 1; number++) {
            push("busy-" + number, 10 + number);
            busy.add(ask("sync-busy", copy("busy-" + number, Purpose.BACKFILL)));
        }
        Await.until("all turns of back-fill taken", () -> front.held() == busy.size());
        var image = push("waits", 20);
        var waiting = ask("sync-waits", copy("waits", Purpose.BACKFILL));
        var behindAnother = ask("sync-waits", copy("busy-0", Purpose.REPLAY));
        Await.until("two more read", () -> running.jobs() == busy.size() + 2);

        cancel("sync-waits");

        assertCancelled(rig.outcome(waiting));
        assertEquals(busy.size(), front.held(), "those at work are still");
        assertFalse(running.isAtStandby("waits", "v1"));
        front.letGo();
        busy.forEach(
                cause -> assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome()));
        assertCancelled(rig.outcome(behindAnother));
        var byAnother = ask("sync-other", copy("waits", Purpose.BACKFILL));
        assertEquals(Outcome.REPLICATED, rig.outcome(byAnother).outcome());
        var pushed = rig.announce("library/waits:v1", image.root());
        assertEquals(Outcome.ALREADY_PRESENT, rig.outcome(pushed).outcome());
        assertCancelled(rig.outcome(ask("sync-waits", copy("waits", Purpose.BACKFILL))));
    }

    @Test
    void whatFailsAgainAndAgainIsNotTriedOnceItsBatchIsCancelled() {
        front.refuse("(POST|PUT) .*example-project/fails/.*", 502);
        push("fails", 30);
        var before = running.retries();
        var cause = ask("replay-fails", copy("fails", Purpose.REPLAY));
        Await.until("a try in vain", () -> running.retries() > before);

        cancel("replay-fails");

        var ledger = rig.outcome(cause);
        assertEquals(Outcome.FILTERED, ledger.outcome(), ledger::toString);
        assertEquals("CANCELLED", code(ledger));
        assertTrue(ledger.transfer().requests() > 0, "what was tried before is not hidden");
        assertFalse(running.isAtStandby("fails", "v1"));
    }

    /** They would be worked on as one if they were of the same batch. */
    @Test
    void whatStandsRightBehindACancelledRequestOfItsNameIsWorkedOn() {
        front.hold("(POST|PUT) .*example-project/both/.*");
        var first = push("both", 40);
        var atWork = rig.announce("library/both:v1", first.root());
        Await.until("the first push at work", () -> front.held() > 0);
        var second = push("both", 41);
        var request = ask("replay-both", copy("both", Purpose.REPLAY));
        var ofAnother = ask("replay-other", copy("both", Purpose.REPLAY));
        var pushed = rig.announce("library/both:v1", second.root());
        Await.until("all read", () -> running.jobs() == 4);

        cancel("replay-both");
        // Nothing tells a test that the replicator has heard of it, but a request of the batch that has its outcome.
        Await.until(
                "the cancel to be heard of",
                () -> rig.outcome(ask("replay-both", copy("none", Purpose.REPLAY)))
                                .outcome()
                        == Outcome.FILTERED);
        front.letGo();

        assertCancelled(rig.outcome(request));
        var good = List.of(Outcome.REPLICATED, Outcome.ALREADY_PRESENT);
        assertTrue(good.contains(rig.outcome(ofAnother).outcome()));
        assertTrue(good.contains(rig.outcome(pushed).outcome()));
        assertEquals(Outcome.SUPERSEDED, rig.outcome(atWork).outcome());
        assertEquals(second.root().digest(), rig.digestAtStandby("example-project/both", "v1"));
    }

    @Test
    void deleteThatWaitsForItsTimeIsNotDone() {
        var image = push("deleted", 50);
        rig.outcome(rig.announce("library/deleted:v1", image.root()));
        rig.primary.contents().untag("library/deleted", "v1");
        var delete = ask(
                "requeue-deletes",
                new ReplicationRequest.Delete(
                        ImageName.parse("library/deleted:v1"),
                        new Digest(image.root().digest()),
                        Instant.now().plus(Duration.ofMinutes(4)),
                        Rig.provenance()));
        Await.until("the delete put off", () -> running.jobs("put_off") > 0);

        cancel("requeue-deletes");

        assertCancelled(rig.outcome(delete));
        assertTrue(running.isAtStandby("deleted", "v1"));
    }

    private static void assertCancelled(LedgerRecord ledger) {
        assertEquals(Outcome.FILTERED, ledger.outcome(), ledger::toString);
        assertEquals("CANCELLED", code(ledger));
        assertEquals(0, ledger.transfer().requests(), "nobody is asked");
        assertEquals(0, ledger.attempts());
    }

    private static String code(LedgerRecord ledger) {
        return ledger.reason().orElseThrow().code();
    }

    private TestImage push(String name, int seed) {
        var image = TestImages.oci(900 + seed, 1, 1_000);
        rig.push("library/" + name, image, "v1");
        return image;
    }

    private static ReplicationRequest copy(String name, Purpose purpose) {
        return new ReplicationRequest.Copy(ImageName.parse("library/" + name + ":v1"), purpose, Rig.provenance());
    }

    private Coordinates ask(String batch, ReplicationRequest request) {
        return rig.ask(batch, request);
    }

    private void cancel(String batch) {
        cancel(rig, batch);
    }

    private static void cancel(Rig rig, String batch) {
        var operation = new OperationRecord(
                "cancel-" + batch, "cancel", "mira", "wrong images", Instant.now(), Map.of(BatchName.KEY, batch));
        rig.publish(
                Topic.OPERATIONS_AUDIT,
                batch,
                JsonSerde.of(OperationRecord.class).write(operation));
    }
}
