package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.image.TestManifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that is not well is left alone, and nothing is lost or poisoned by that (invariant 5). */
class OutageIT {
    private static final int IMAGES = 30;

    /** Of each image; all are asked for at once. */
    private static final int BLOBS = 2;

    /** Half of the longest: the wait that all come to. */
    private static final Duration SHORTEST_WAIT = Settings.LIMITS.longestWait().dividedBy(2);

    @TempDir
    Path directory;

    private Running running;
    private Rig rig;
    private Front front;

    @BeforeEach
    void start() throws InterruptedException {
        running = Running.behindFront(directory, Settings.RULES);
        rig = running.rig;
        front = running.front;
        Await.until("the first poll", running.replicator::ready);
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void anOutageCostsOneRequestForEachWaitAndNotForEachJob() throws InterruptedException {
        front.refuse(".*", 502);
        var causes = announceAll();
        Await.until("the circuit to open", () -> running.isCircuit("open"));
        assertTrue(running.replicator.ready());
        var degraded = running.replicator.degraded();
        assertTrue(degraded.getFirst().startsWith("the standby"), degraded::toString);
        var begin = System.nanoTime();
        var before = running.standby.requests();
        // How much is asked in a time shows by letting it pass.
        TimeUnit.SECONDS.sleep(2);
        var asked = running.standby.requests() - before;
        var waits = Duration.ofNanos(System.nanoTime() - begin).dividedBy(SHORTEST_WAIT);
        front.refuseNothing();

        assertTrue(asked <= BLOBS * waits, () -> asked + " requests in at most " + waits + " waits");
        Await.until("all images", () -> rig.ledger().size() == causes.size());
        for (var ledger : rig.ledger()) {
            assertEquals(Outcome.REPLICATED, ledger.outcome());
            assertEquals(1, ledger.attempts());
        }
        assertEquals(List.of(), rig.deadLetters());
        assertEquals(List.of(), running.replicator.degraded());
    }

    @Test
    void partitionsPauseWhileARegistryIsLeftAlone() throws InterruptedException {
        var roots = IntStream.range(0, 3).mapToObj(this::push).toList();
        front.refuse(".*", 502, 6);
        var causes = new ArrayList<Coordinates>();
        causes.add(announce(0, roots.get(0)));
        Await.until("the circuit to open", () -> running.isCircuit("open"));
        causes.add(announce(1, roots.get(1)));
        // The poll that was under way when the circuit opened may still read this one: it is over after fifty others.
        TimeUnit.SECONDS.sleep(1);
        var read = running.jobs();
        causes.add(announce(2, roots.get(2)));
        // Nothing but time shows that something is not read.
        TimeUnit.SECONDS.sleep(1);
        assertEquals(read, running.jobs());
        assertTrue(read < causes.size());
        front.refuseNothing();

        causes.forEach(
                cause -> assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome()));
    }

    @Test
    void aLoginThatIsRefusedIsAStateOfItsOwn() {
        front.refuse(".*", 401);
        var cause = announce(0, push(0));
        Await.until("the login to be refused", () -> loginRefused() == 1);
        var complaint = running.replicator.degraded().getFirst();
        assertTrue(complaint.contains("does not accept our credentials"), complaint);
        assertTrue(running.replicator.ready());
        front.refuseNothing();

        assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome());
        assertEquals(0, loginRefused());
        assertEquals(List.of(), rig.deadLetters());
    }

    private List<Coordinates> announceAll() {
        var causes = new ArrayList<Coordinates>();
        for (var number = 0; number < IMAGES; number++) {
            causes.add(announce(number, push(number)));
        }
        return causes;
    }

    private TestManifest push(int number) {
        var image = TestImages.oci(number + 1, 1, 1_000);
        rig.push("library/app-" + number, image, "v1");
        return image.root();
    }

    private Coordinates announce(int number, TestManifest root) {
        return rig.announce("library/app-" + number + ":v1", root);
    }

    private double loginRefused() {
        return running.meters
                .get("breakwater.registry.login.refused")
                .tag("registry", "standby")
                .gauge()
                .value();
    }
}
