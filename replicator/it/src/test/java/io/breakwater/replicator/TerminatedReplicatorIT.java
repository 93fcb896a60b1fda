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

    /** Of the big image: it is held, so that there is a middle of the copy for as long as we need one. */
    private static final String UPLOAD = "PUT .*example-project/big/blobs/.*";

    @TempDir
    Path directory;

    @Test
    void itLeavesTheGroupAtOnceAndTheNextOneFinishesWhatItBegan() throws InterruptedException {
        try (var rig = Rig.start(directory);
                var front = new Front(rig.standby)) {
            front.hold(UPLOAD);
            Coordinates big;
            Coordinates done;
            try (var first = start(rig, front)) {
                done = announce(rig, "small", 1);
                rig.outcome(done);
                big = announce(rig, "big", 2);
                Await.until("a copy under way", () -> front.held() > 0);
                assertTrue(first.terminate(DEADLINE), "still running after " + DEADLINE);
            }
            assertEquals(0, rig.members());
            assertEquals(Map.of(done, 1), rig.recordsByCause());
            front.letGo();
            try (var next = start(rig, front)) {
                assertEquals(Outcome.REPLICATED, rig.outcome(big).outcome());
                assertTrue(next.isAlive());
            }
            assertEquals(Map.of(done, 1, big, 1), rig.recordsByCause());
        }
    }

    @Test
    void aBrokerThatIsAwayDoesNotKeepIt() throws InterruptedException {
        try (var rig = Rig.start(directory);
                var front = new Front(rig.standby)) {
            assumeTrue(rig.kafka.canBeKilled(), "this kind of broker cannot be killed");
            front.hold(UPLOAD);
            try (var replicator = start(rig, front)) {
                announce(rig, "big", 2);
                Await.until("a copy under way", () -> front.held() > 0);
                rig.kafka.kill();
                assertTrue(replicator.terminate(DEADLINE), "still running after " + DEADLINE);
            }
        }
    }

    private static Coordinates announce(Rig rig, String name, int seed) {
        var image = TestImages.oci(seed, 1, 1_000);
        rig.push("library/" + name, image, "v1");
        return rig.announce("library/" + name + ":v1", image.root());
    }

    private ReplicatorProcess start(Rig rig, Front front) {
        return ReplicatorProcess.start(
                directory.resolve("replicator.log"),
                "256m",
                rig.kafka.bootstrapServers(),
                rig.primary.host(),
                front.host());
    }
}
