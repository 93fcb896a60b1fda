package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Registry;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.core.Deletes;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mistake at the primary does not empty the standby (invariant 9). */
class DeleteBurstIT {
    private static final int MOST = 2;

    @TempDir
    Path directory;

    @Test
    void moreDeletesThanMayBeWaitInTheDeadLettersForAnOperator() throws InterruptedException {
        var rules = Settings.RULES.withDeletes(new Deletes.Mirror(Duration.ofHours(24), MOST));
        try (var running = Running.direct(directory, rules)) {
            var rig = running.rig;
            var primary = running.primary;
            for (var number = 1; number <= MOST; number++) {
                assertEquals(
                        Outcome.DELETED,
                        rig.outcome(delete(rig, primary, number)).outcome());
            }

            var refused = delete(rig, primary, MOST + 1);

            var ledger = rig.outcome(refused);
            assertEquals(Outcome.REFUSED, ledger.outcome());
            assertEquals("DELETE_BURST", ledger.reason().orElseThrow().code());
            assertTrue(running.standby
                    .headManifest("example-project/app", "v" + (MOST + 1))
                    .isPresent());
            assertEquals(refused, rig.deadLetters().getFirst().cause());
        }
    }

    private static Coordinates delete(Rig rig, Registry primary, int number) {
        var image = TestImages.oci(number, 1, 1_000);
        var name = "library/app:v" + number;
        rig.push("library/app", image, "v" + number);
        rig.outcome(rig.announce(name, image.root()));
        primary.deleteManifest("library/app", Digest.parse(image.root().digest()), Set.of("v" + number));
        var digest = new io.breakwater.schemas.Digest(image.root().digest());
        return rig.ask(new ReplicationRequest.Delete(ImageName.parse(name), digest, Instant.now(), Rig.provenance()));
    }
}
