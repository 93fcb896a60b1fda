package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} in the middle of a copy, again and again (invariants 2 and 3). */
class KilledReplicatorIT {
    private static final int KILLS = 10;
    private static final long LAYER = 50_000_000;

    @TempDir
    Path directory;

    /** What was announced: name at the standby, and the digest that it must have there. */
    private record Announced(String repository, String tag, String digest) {}

    private final Map<Coordinates, Announced> announced = new HashMap<>();

    @Test
    void tenKillsDuringCopiesLeaveOneLedgerRecordPerEventAndEqualDigests() throws InterruptedException {
        try (var rig = Rig.start(directory)) {
            for (var round = 0; round < KILLS; round++) {
                // Another size is another layer: nothing of it is at the standby yet.
                push(
                        rig,
                        "big",
                        "v" + round,
                        TestImages.oci(100 + round, 1, 1_000).withLayer(LAYER + round));
                push(rig, "small", "v" + round, TestImages.docker(200 + round, 4, 2_000));
                killInTheMiddleOfACopy(rig);
            }

            try (var last = start(rig)) {
                announced.keySet().forEach(rig::outcome);
                assertTrue(last.isAlive());
            }

            var onceEach = new HashMap<Coordinates, Integer>();
            announced.keySet().forEach(cause -> onceEach.put(cause, 1));
            assertEquals(onceEach, rig.recordsByCause());
            announced.forEach((cause, image) -> {
                var outcome = rig.outcome(cause).outcome();
                // Present already: killed after the tag was written and before the outcome was recorded.
                assertTrue(
                        outcome == Outcome.REPLICATED || outcome == Outcome.ALREADY_PRESENT,
                        () -> image + ": " + outcome);
                assertEquals(image.digest(), rig.digestAtStandby(image.repository(), image.tag()));
            });
        }
    }

    private void push(Rig rig, String name, String tag, TestImage image) {
        rig.push("library/" + name, image, tag);
        announced.put(
                rig.announce("library/" + name + ":" + tag, image.root()),
                new Announced("example-project/" + name, tag, image.root().digest()));
    }

    /** Waits until bytes of a big layer are under way to the standby, and kills before they can all be there. */
    private void killInTheMiddleOfACopy(Rig rig) throws InterruptedException {
        var before = rig.standby.bytesBeingUploaded();
        try (var replicator = start(rig)) {
            Await.until("a copy under way", () -> rig.standby.bytesBeingUploaded() - before > LAYER / 10);
            replicator.kill();
            assertTrue(announced.size() > rig.recordsByCause().size(), "all was done before the kill");
        }
    }

    private ReplicatorProcess start(Rig rig) {
        return ReplicatorProcess.start(
                directory.resolve("replicator.log"),
                "256m",
                rig.kafka.bootstrapServers(),
                rig.primary.host(),
                rig.standby.host());
    }
}
