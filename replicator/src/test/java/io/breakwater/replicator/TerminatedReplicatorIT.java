package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM in the middle of a copy: it ends within the time that supervisors give, and the next one goes on. */
class TerminatedReplicatorIT {
    /** Kubernetes kills after thirty seconds; ours gives itself fifteen, and a JVM needs some to end. */
    private static final Duration DEADLINE = Duration.ofSeconds(25);

    private static final long LAYER = 300_000_000;

    @TempDir
    Path directory;

    @Test
    void itLeavesTheGroupAtOnceAndTheNextOneFinishesWhatItBegan() throws InterruptedException {
        try (var rig = Rig.start(directory)) {
            var small = TestImages.oci(1, 1, 1_000);
            rig.push("library/small", small, "v1");
            Coordinates big;
            Coordinates done;
            try (var first = start(rig)) {
                done = rig.announce("library/small:v1", small.root());
                rig.outcome(done);
                big = announceBig(rig);
                Await.until("a copy under way", () -> rig.standby.bytesBeingUploaded() > LAYER / 20);
                assertTrue(first.terminate(DEADLINE), "still running after " + DEADLINE);
            }
            assertEquals(0, rig.members());
            try (var next = start(rig)) {
                assertEquals(Outcome.REPLICATED, rig.outcome(big).outcome());
                assertTrue(next.isAlive());
            }
            assertEquals(Map.of(done, 1, big, 1), rig.recordsByCause());
        }
    }

    @Test
    void aBrokerThatIsAwayDoesNotKeepIt() throws InterruptedException {
        try (var rig = Rig.start(directory)) {
            assumeTrue(rig.kafka.canBeKilled(), "this kind of broker cannot be killed");
            try (var replicator = start(rig)) {
                announceBig(rig);
                Await.until("a copy under way", () -> rig.standby.bytesBeingUploaded() > LAYER / 20);
                rig.kafka.kill();
                assertTrue(replicator.terminate(DEADLINE), "still running after " + DEADLINE);
            }
        }
    }

    private static Coordinates announceBig(Rig rig) {
        var big = TestImages.oci(2, 1, 1_000).withLayer(LAYER);
        rig.push("library/big", big, "v1");
        return rig.announce("library/big:v1", big.root());
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
