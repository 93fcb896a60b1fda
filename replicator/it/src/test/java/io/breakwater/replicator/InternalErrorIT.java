package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry that fails at one artifact and is well (decision 0015), and one that may be unwell (invariant 5). */
class InternalErrorIT {
    /** Whatever is asked about it, as of a repository whose links are torn. */
    private static final String TORN = ".* /v2/example-project/torn/.*";

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
    void whoFailsWhileOthersAreServedIsADeadLetterInTheEnd() {
        front.refuse(TORN, 500);
        var torn = announce("torn", 1);
        for (var number = 2; isOpen(torn); number++) {
            assertEquals(
                    Outcome.REPLICATED, rig.outcome(announce("well", number)).outcome());
        }

        var ledger = rig.outcome(torn);
        assertEquals(Outcome.FAILED, ledger.outcome());
        assertEquals("HTTP_500", ledger.reason().orElseThrow().code());
        assertTrue(ledger.attempts() > Settings.LIMITS.attempts(), () -> "tried " + ledger.attempts() + " times");
        var letters = rig.deadLetters();
        assertEquals(
                List.of(torn), letters.stream().map(letter -> letter.cause()).toList());
    }

    /** Nobody can tell that from an outage, and it keeps nobody waiting. */
    @Test
    void whoFailsAndIsAloneIsWaitedFor() {
        front.refuse(TORN, 500);
        var torn = announce("torn", 1);
        Await.until("more tries than its patience has room for", () -> running.retries() > 30);
        assertTrue(isOpen(torn));
        front.refuseNothing();

        var ledger = rig.outcome(torn);
        assertEquals(Outcome.REPLICATED, ledger.outcome());
        assertEquals(1, ledger.attempts());
        assertEquals(List.of(), rig.deadLetters());
    }

    private boolean isOpen(Coordinates cause) {
        return rig.ledger().stream().noneMatch(record -> record.cause().equals(cause));
    }

    private Coordinates announce(String name, int seed) {
        var image = TestImages.oci(seed, 1, 1_000);
        rig.push("library/" + name, image, "v" + seed);
        return rig.announce("library/" + name + ":v" + seed, image.root());
    }
}
