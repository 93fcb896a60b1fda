package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A replicator is stopped right before it writes a tag, and goes on when the tag has moved (invariant 4). */
class FrozenReplicatorIT {
    @TempDir
    Path directory;

    /** Looks at the tag through the first replicator's front, whose second one is the last before the write. */
    private final AtomicInteger looks = new AtomicInteger();

    private final CountDownLatch lastLook = new CountDownLatch(1);
    private final CountDownLatch frozen = new CountDownLatch(1);

    @Test
    void whoWasStoppedAndGoesOnDoesNotWriteWhatItHadResolvedBefore() throws InterruptedException {
        var older = TestImages.oci(1, 1, 1_000);
        var newer = TestImages.oci(2, 1, 1_000);
        try (var rig = Rig.start(directory);
                var front = new Front(rig.primary);
                var stopped = start(rig, "stopped", front.host())) {
            rig.push("library/app", older, "v1");
            front.after(this::holdTheSecondLook);
            rig.announce("library/app:v1", older.root());
            lastLook.await();

            stopped.freeze();
            frozen.countDown();
            rig.push("library/app", newer, "v1");
            var second = rig.announce("library/app:v1", newer.root());
            try (var other = start(rig, "other", rig.primary.host())) {
                rig.outcome(second);
                assertEquals(1, rig.members());
                assertEquals(newer.root().digest(), rig.digestAtStandby("example-project/app", "v1"));

                stopped.goOn();
                // Its job ended, with or without a write, before it could come back.
                Await.until("both in the group", () -> rig.members() == 2);

                assertEquals(newer.root().digest(), rig.digestAtStandby("example-project/app", "v1"));
                assertTrue(other.isAlive() && stopped.isAlive());
                rig.recordsByCause().forEach((cause, records) -> assertEquals(1, records, cause::toString));
            }
        }
    }

    /** The registry has told the older digest; the answer is on its way when the replicator is stopped. */
    private boolean holdTheSecondLook(HttpExchange exchange) throws IOException {
        var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        if (request.equals("HEAD /v2/library/app/manifests/v1") && looks.incrementAndGet() == 2) {
            lastLook.countDown();
            try {
                frozen.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        return false;
    }

    private ReplicatorProcess start(Rig rig, String instance, String primary) {
        return ReplicatorProcess.start(
                instance,
                directory.resolve(instance + ".log"),
                "128m",
                rig.kafka.bootstrapServers(),
                primary,
                rig.standby.host());
    }
}
