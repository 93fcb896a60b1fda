package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImage;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large images have all turns but one, for as long as they take; the others wait for them with nothing in hand. */
class LargeImagesIT extends OneReplicator {
    private static final int LARGE = 100_000;

    /** Config and layer. */
    private static final int BLOBS = 2;

    LargeImagesIT(@TempDir Path directory) throws InterruptedException {
        super(Running.behindFront(Rig.start(directory), Settings.RULES, Settings.limits(3, LARGE)));
    }

    @Test
    void smallImageGoesOnWhileLargeOnesHoldTheirTurnsAndAnotherWaits() {
        front.hold("PUT .*example-project/large-.*");
        var first = announce("large-1", large(1));
        var second = announce("large-2", large(2));
        Await.until("two large images under way", () -> front.held() == 2 * BLOBS);
        var third = announce("large-3", large(3));
        Await.until("the third waits", () -> running.jobs("copying") == 2 && running.jobs("queued") == 1);

        var small = announce("small", TestImages.oci(4, 1, 1_000));

        assertEquals(Outcome.REPLICATED, rig.outcome(small).outcome());
        assertEquals(Map.of(small, 1), rig.recordsByCause());
        assertEquals(2 * BLOBS, front.held(), "the third sends nothing");
        assertFalse(running.isAtStandby("large-3", "v1"));

        front.letGo();

        for (var cause : new Coordinates[] {first, second, third}) {
            var ledger = rig.outcome(cause);
            assertEquals(Outcome.REPLICATED, ledger.outcome());
            assertEquals(1, ledger.attempts());
        }
        assertEquals(large(3).bytes(), rig.outcome(third).transfer().bytesSent());
    }

    private static TestImage large(int seed) {
        return TestImages.oci(seed, 1, LARGE);
    }

    private Coordinates announce(String name, TestImage image) {
        rig.push("library/" + name, image, "v1");
        return rig.announce("library/" + name + ":v1", image.root());
    }
}
