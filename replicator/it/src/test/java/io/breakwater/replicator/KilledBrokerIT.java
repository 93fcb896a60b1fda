package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.breakwater.registry.Registry;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImages;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} of the broker: the role goes on when it is back (invariant 2). */
class KilledBrokerIT {
    private static final int KILLS = 2;
    private static final long LAYER = 300_000_000;

    @TempDir
    Path directory;

    private final Map<Coordinates, String> announced = new HashMap<>();

    @Test
    void aBrokerKilledDuringCopiesLeavesOneLedgerRecordPerEvent() throws InterruptedException {
        try (var rig = Rig.start(directory);
                var primary = new Registry(Settings.plain(rig.primary.host()));
                var standby = new Registry(Settings.plain(rig.standby.host()))) {
            assumeTrue(rig.kafka.canBeKilled(), "this kind of broker cannot be killed");
            try (var replicator = Replicator.start(
                    Settings.config(rig.kafka.bootstrapServers(), primary, standby, Settings.RULES),
                    new SimpleMeterRegistry())) {
                // Away while we join and are given our partitions.
                rig.kafka.kill();
                rig.kafka.startAgain();
                for (var round = 0; round < KILLS; round++) {
                    // What the last kill interrupted has ended, and with it its upload.
                    announced.keySet().forEach(rig::outcome);
                    var before = rig.standby.bytesBeingUploaded();
                    announce(rig, round);
                    Await.until("a copy under way", () -> rig.standby.bytesBeingUploaded() - before > LAYER / 20);
                    rig.kafka.kill();
                    rig.kafka.startAgain();
                }

                announced.forEach((cause, digest) -> {
                    var ledger = rig.outcome(cause);
                    // Present already: copied, given up with the partition before it was recorded, and copied again.
                    assertTrue(
                            Set.of(Outcome.REPLICATED, Outcome.ALREADY_PRESENT).contains(ledger.outcome()),
                            ledger::toString);
                    assertEquals(digest, ledger.targetDigest().orElseThrow().toString());
                });
                assertEquals(Optional.empty(), replicator.failure());
            }
            assertEquals(announced.keySet(), rig.recordsByCause().keySet());
            assertEquals(Set.of(1), new TreeSet<>(rig.recordsByCause().values()));
        }
    }

    private void announce(Rig rig, int round) {
        for (var number = 0; number < 10; number++) {
            var seed = 100 * round + number + 1;
            var image = TestImages.oci(seed, 1, 1_000);
            var name = "library/app-" + number;
            // The last one is still under way when all are announced.
            var whole = number == 9 ? image.withLayer(LAYER + seed) : image;
            rig.push(name, whole, "v" + round);
            announced.put(
                    rig.announce(name + ":v" + round, whole.root()),
                    whole.root().digest());
        }
    }
}
