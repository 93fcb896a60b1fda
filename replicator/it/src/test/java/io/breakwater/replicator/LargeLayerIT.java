package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory is bounded by configuration, not by the size of an image (invariant 7). */
class LargeLayerIT {
    private static final long TWO_GIBIBYTES = 2L << 30;

    @TempDir
    Path directory;

    @Test
    void aLayerOfTwoGibibytesPassesThroughAHeapOf128Mebibytes() {
        var image = TestImages.oci(1, 1, 1_000).withLayer(TWO_GIBIBYTES);
        try (var rig = Rig.start(directory)) {
            rig.push("library/large", image, "v1");
            try (var replicator = ReplicatorProcess.startForGigabytes(
                    directory.resolve("replicator.log"),
                    "128m",
                    rig.kafka.bootstrapServers(),
                    rig.primary.host(),
                    rig.standby.host())) {

                var ledger = rig.outcome(rig.announce("library/large:v1", image.root()));

                assertEquals(Outcome.REPLICATED, ledger.outcome());
                assertEquals(1, ledger.attempts());
                assertEquals(image.bytes(), ledger.transfer().bytesSent());
                assertEquals(image.root().digest(), rig.digestAtStandby("example-project/large", "v1"));
                assertTrue(replicator.isAlive());
            }
        }
    }
}
