package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.ReplicationRequest.Purpose;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestBlob;
import io.breakwater.testkit.image.TestImages;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the meters say while work goes on, and what they never say. */
class MetersIT {
    @TempDir
    static Path directory;

    private static Running running;
    private static Rig rig;

    @BeforeAll
    static void start() throws InterruptedException {
        running = Running.behindFront(directory, Settings.RULES);
        rig = running.rig;
    }

    @AfterEach
    void letGo() {
        running.front.letGo();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void outageIsNotFlat() {
        var image = TestImages.oci(71, 1, 1_000);
        rig.push("library/vain", image, "v1");
        running.front.refuse(".*", 503);
        var before = requests("standby");

        var cause = rig.announce("library/vain:v1", image.root());

        Await.until("requests are counted as they are sent", () -> requests("standby") >= before + 3);
        assertTrue(rig.ledger().stream().noneMatch(record -> record.cause().equals(cause)));

        running.front.letGo();
        assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome());
    }

    @Test
    void bytesAndRequestsAreThoseOfTheLedger() {
        var image = TestImages.oci(72, 2, 10_000);
        rig.push("library/counted", image, "v1");
        var read = count("breakwater.replication.read");
        var asked = requests("primary") + requests("standby");

        var cause = rig.announce("library/counted:v1", image.root());

        var transfer = rig.outcome(cause).transfer();
        var blobs = image.blobs().stream().mapToLong(TestBlob::size).sum();
        assertEquals((double) blobs, count("breakwater.replication.read") - read);
        assertEquals(transfer.requests(), requests("primary") + requests("standby") - asked);
    }

    @Test
    void backfillMakesNoEventLate() {
        var image = TestImages.oci(73, 1, 1_000);
        rig.push("library/old", image, "v1");
        running.front.hold("PUT .*");

        var cause = rig.ask(
                new ReplicationRequest.Copy(ImageName.parse("library/old:v1"), Purpose.BACKFILL, Rig.provenance()));

        Await.until("the request is not done", () -> lag("replication.requests") > 0);
        assertEquals(0, lag("registry.events"));

        running.front.letGo();
        assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome());
        Await.until("it is done", () -> lag("replication.requests") == 0);
    }

    /** Their number has no bound, and each value of a label is a series that is kept for weeks. */
    @Test
    void noMeterHasALabelThatNamesWhatIsCopied() {
        var image = TestImages.oci(74, 1, 1_000);
        rig.push("library/unlabelled", image, "tagged-so");
        running.front.refuse(".*", 503);
        var before = running.retries();
        var cause = rig.announce("library/unlabelled:tagged-so", image.root());
        Await.until("a try in vain", () -> running.retries() > before);
        running.front.letGo();
        rig.outcome(cause);
        Await.until(
                "the outcome is counted",
                () -> !running.meters
                        .find("breakwater.replication")
                        .tag("result", "replicated")
                        .counters()
                        .isEmpty());

        var labels = running.meters.getMeters().stream()
                .map(Meter::getId)
                .flatMap(id -> id.getTags().stream())
                .map(Tag::getValue)
                .distinct()
                .toList();
        assertTrue(labels.contains("replicated"), labels::toString);
        assertEquals(
                List.of(),
                labels.stream()
                        .filter(label -> label.contains("unlabelled")
                                || label.contains("tagged-so")
                                || label.contains(image.root().digest().substring("sha256:".length())))
                        .toList());
    }

    private static double requests(String side) {
        return count("breakwater.replication.requests", "registry", side);
    }

    private static double count(String name, String... tags) {
        return running.meters.get(name).tags(tags).functionCounter().count();
    }

    private static double lag(String topic) {
        return running.meters
                .get("breakwater.replication.lag")
                .tag("topic", topic)
                .gauge()
                .value();
    }
}
