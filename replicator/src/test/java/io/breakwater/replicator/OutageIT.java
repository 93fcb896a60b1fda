package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.registry.Registry;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImages;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that is not well is left alone, and nothing is lost or poisoned by that (invariant 5). */
class OutageIT {
    private static final int IMAGES = 30;

    @TempDir
    Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Rig rig;
    private Front front;
    private Registry primary;
    private Registry standby;
    private Replicator replicator;

    @BeforeEach
    void start() throws InterruptedException {
        rig = Rig.start(directory);
        front = new Front(rig.standby);
        primary = new Registry(Settings.plain(rig.primary.host()));
        standby = new Registry(Settings.plain(front.host()));
        replicator = Replicator.start(
                new ReplicatorConfig(
                        Map.of("bootstrap.servers", rig.kafka.bootstrapServers()),
                        "replicator",
                        "one",
                        primary,
                        standby,
                        Settings.RULES,
                        Settings.LIMITS),
                meters);
        Await.until("the first poll", replicator::ready);
    }

    @AfterEach
    void stop() {
        assertEquals(Optional.empty(), replicator.failure());
        replicator.close();
        primary.close();
        standby.close();
        front.close();
        rig.close();
    }

    @Test
    void anOutageCostsOneRequestForEachWaitAndNotForEachJob() throws InterruptedException {
        front.refuse(".*", 502);
        var causes = announceAll();
        Await.until("the circuit to open", () -> state("open") == 1);
        assertTrue(replicator.ready());
        assertTrue(replicator.degraded().getFirst().startsWith("the standby"), replicator.degraded()::toString);
        // Waits of 500 ms at most: eight in two seconds if they were as short as can be.
        var before = standby.requests();
        TimeUnit.SECONDS.sleep(2);
        var asked = standby.requests() - before;
        front.refuseNothing();

        assertTrue(asked <= 2 * 8, () -> asked + " requests in two seconds");
        Await.until("all images", () -> rig.ledger().size() == causes.size());
        for (var ledger : rig.ledger()) {
            assertEquals(Outcome.REPLICATED, ledger.outcome());
            assertEquals(1, ledger.attempts());
        }
        assertEquals(List.of(), rig.deadLetters());
        assertEquals(List.of(), replicator.degraded());
    }

    @Test
    void partitionsPauseWhileARegistryIsLeftAlone() throws InterruptedException {
        front.refuse(".*", 502, 6);
        var first = announce(0);
        Await.until("the circuit to open", () -> state("open") == 1);
        var later = List.of(announce(1), announce(2));
        TimeUnit.SECONDS.sleep(1);
        assertEquals(1, jobs());
        front.refuseNothing();

        assertEquals(Outcome.REPLICATED, rig.outcome(first).outcome());
        later.forEach(
                cause -> assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome()));
    }

    @Test
    void aLoginThatIsRefusedIsAStateOfItsOwn() {
        front.refuse(".*", 401);
        var cause = announce(0);
        Await.until("the login to be refused", () -> loginRefused() == 1);
        var complaint = replicator.degraded().getFirst();
        assertTrue(complaint.contains("does not accept our credentials"), complaint);
        assertTrue(replicator.ready());
        front.refuseNothing();

        assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome());
        assertEquals(0, loginRefused());
        assertEquals(List.of(), rig.deadLetters());
    }

    private List<Coordinates> announceAll() {
        var causes = new ArrayList<Coordinates>();
        for (var number = 0; number < IMAGES; number++) {
            causes.add(announce(number));
        }
        return causes;
    }

    private Coordinates announce(int number) {
        var image = TestImages.oci(number + 1, 1, 1_000);
        rig.push("library/app-" + number, image, "v1");
        return rig.announce("library/app-" + number + ":v1", image.root());
    }

    /** Read and not done, in whatever state. */
    private double jobs() {
        return meters.get("breakwater.replication.jobs").gauges().stream()
                .mapToDouble(Gauge::value)
                .sum();
    }

    private double state(String state) {
        return meters.get("breakwater.circuit.state")
                .tags("registry", "standby", "state", state)
                .gauge()
                .value();
    }

    private double loginRefused() {
        return meters.get("breakwater.registry.login.refused")
                .tag("registry", "standby")
                .gauge()
                .value();
    }
}
