package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        var causes = new ArrayList<Coordinates>();
        for (var number = 0; number < Settings.LIMITS.refusedNames(); number++) {
            causes.add(announce("name-" + number, number));
        }
        // Ten waits of a tenth of the patience, at least half as long each: twice that is out of anyone's patience.
        Await.until("patience with each of them to end", () -> running.retries() > causes.size() * 40);
        assertEquals(List.of(), rig.ledger());
        front.refuseNothing();

        causes.forEach(
                cause -> assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome()));
        assertEquals(List.of(), rig.deadLetters());
    }

    private Coordinates announce(String name, int seed) {
        var image = TestImages.oci(seed, 1, 1_000);
        rig.push("library/" + name, image, "v" + seed);
        return rig.announce("library/" + name + ":v" + seed, image.root());
    }

    private List<LedgerRecord> of(Coordinates cause) {
        return rig.ledger().stream()
                .filter(record -> record.cause().equals(cause))
                .toList();
    }
}
