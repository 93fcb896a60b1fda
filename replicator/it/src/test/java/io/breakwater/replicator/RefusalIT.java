package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImages;
import io.breakwater.testkit.image.TestManifest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is refused alone, who with everyone, and who only for a while (invariant 5). */
class RefusalIT {
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
    }

    @AfterEach
    void stop() {
        running.close();
    }

    @Test
    void whoIsRefusedWhileOthersAreServedIsRefusedInTheEndAndNotAtOnce() {
        front.refuse("POST /v2/example-project/secret/.*", 403);
        var refused = announce("secret", 1);
        for (var number = 2; of(refused).isEmpty(); number++) {
            assertEquals(
                    Outcome.REPLICATED, rig.outcome(announce("public", number)).outcome());
        }

        var ledger = rig.outcome(refused);
        assertEquals(Outcome.REFUSED, ledger.outcome());
        assertEquals("DENIED", ledger.reason().orElseThrow().code());
        assertTrue(ledger.attempts() > Settings.LIMITS.attempts(), () -> "tried " + ledger.attempts() + " times");
        assertTrue(rig.deadLetters().stream().anyMatch(letter -> letter.cause().equals(refused)));
    }

    @Test
    void whoIsRefusedForAWhileIsCopied() {
        front.refuse("PUT /v2/example-project/scanned/manifests/.*", 412);
        var cause = announce("scanned", 1);
        Await.until("more tries than a broken artifact has", () -> running.retries() > Settings.LIMITS.attempts());
        front.refuseNothing();

        assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome());
        assertEquals(List.of(), rig.deadLetters());
    }

    @Test
    void aRefusalOfEveryoneIsAnOutage() {
        front.refuse("POST .*", 403);
        // Each is there before any is asked for: whoever is refused alone for long is given up.
        var names = IntStream.range(0, Settings.LIMITS.refusedNames())
                .mapToObj(number -> push("name-" + number, number))
                .toList();
        var causes = new ArrayList<Coordinates>();
        for (var number = 0; number < names.size(); number++) {
            causes.add(rig.announce("library/name-" + number + ":v" + number, names.get(number)));
        }
        Await.until("it to be seen that everyone is refused", () -> everyoneRefused("copy") == 1);
        var before = running.retries();
        Await.until("the standby to be left alone", () -> running.isCircuit("open"));
        var degraded = running.replicator.degraded();
        assertTrue(degraded.getFirst().matches("the standby .* refuses everyone; .* 403 DENIED.*"), degraded::toString);
        assertTrue(running.replicator.ready());
        assertEquals(0, everyoneRefused("delete"));
        Await.until("more tries than anyone has", () -> running.retries() > before + causes.size() * 10);
        assertEquals(List.of(), rig.ledger());
        front.refuseNothing();

        var attempts = 0;
        for (var cause : causes) {
            var ledger = rig.outcome(cause);
            assertEquals(Outcome.REPLICATED, ledger.outcome());
            attempts += ledger.attempts();
        }
        // The last of each went well; some may have failed before that was everyone, and been counted only after.
        var counted = before + Settings.LIMITS.parallelImages() + causes.size();
        assertTrue(
                attempts <= counted,
                attempts + " attempts, at most " + counted + " of them while others may be served");
        assertEquals(List.of(), rig.deadLetters());
        assertEquals(0, everyoneRefused("copy"));
        assertTrue(running.isCircuit("closed"));
        assertEquals(List.of(), running.replicator.degraded());
    }

    /** Of one project nothing may be pushed, and for a while nobody pushes to another. */
    @Test
    void whoIsServedWhileEveryoneSeemsRefusedEndsThat() {
        front.refuse("POST /v2/example-project/secret-.*", 403);
        for (var number = 0; number < Settings.LIMITS.refusedNames(); number++) {
            announce("secret-" + number, number);
        }
        Await.until("everyone to seem refused", () -> everyoneRefused("copy") == 1);

        // Who is served ends it until those of the one project are everyone again.
        var over = CompletableFuture.runAsync(() -> Await.until("that to be over", () -> everyoneRefused("copy") == 0));
        for (var number = 100; !over.isDone(); number++) {
            assertEquals(
                    Outcome.REPLICATED, rig.outcome(announce("public", number)).outcome());
        }
        over.join();
    }

    /** By the standby. */
    private double everyoneRefused(String work) {
        return running.meters
                .get("breakwater.registry.everyone.refused")
                .tags("registry", "standby", "work", work)
                .gauge()
                .value();
    }

    private Coordinates announce(String name, int seed) {
        return rig.announce("library/" + name + ":v" + seed, push(name, seed));
    }

    private TestManifest push(String name, int seed) {
        var image = TestImages.oci(seed, 1, 1_000);
        rig.push("library/" + name, image, "v" + seed);
        return image.root();
    }

    private List<LedgerRecord> of(Coordinates cause) {
        return rig.ledger().stream()
                .filter(record -> record.cause().equals(cause))
                .toList();
    }
}
