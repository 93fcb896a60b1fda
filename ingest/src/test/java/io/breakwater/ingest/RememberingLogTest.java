package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import io.breakwater.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RememberingLogTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Digest A = new Digest("sha256:" + "a".repeat(64));
    private static final Digest B = new Digest("sha256:" + "b".repeat(64));

    private final MemoryLog behind = new MemoryLog();
    private final RememberingLog log = new RememberingLog(behind, 3);

    @Test
    void aSecondDeliveryIsAnsweredWithTheFirstsPlace() {
        assertEquals(new Receipt.InLog(at(0)), publish(event("id", A, 0)));

        assertEquals(known(0), publish(event("id", A, 0)));

        assertEquals(1, behind.events().size());
    }

    @Test
    void oneThatArrivesBeforeTheFirstIsStoredWaitsForIt() {
        behind.hold();
        var first = log.publish(event("id", A, 0));
        var second = log.publish(event("id", A, 0));
        assertFalse(second.isDone());

        behind.release();

        assertEquals(new Receipt.InLog(at(0)), first.join());
        assertEquals(known(0), second.join());
        assertEquals(1, behind.events().size());
    }

    @Test
    void whatWasNotStoredIsNotRemembered() {
        behind.breakDown();
        assertTrue(log.publish(event("id", A, 0)).isCompletedExceptionally());
        behind.recover();

        assertEquals(new Receipt.InLog(at(0)), publish(event("id", A, 0)));
    }

    @Test
    void anotherEventUnderTheSameIdIsNoDuplicate() {
        publish(event("id", A, 0));

        publish(event("id", B, 0));

        assertEquals(2, behind.events().size());
    }

    @Test
    void theOldestIsForgottenFirst() {
        for (var id : new String[] {"1", "2", "3", "4"}) {
            publish(event(id, A, 0));
        }

        assertEquals(known(1), publish(event("2", A, 0)));
        assertEquals(new Receipt.InLog(at(4)), publish(event("1", A, 0)));
    }

    /** v1 is A, then B, then A again, within a second of Harbor's clock: the third push must be looked at. */
    @Test
    void twoBodiesThatAreTheSameWithinSecondsAreTwoEvents() {
        publish(hashed(A, 0));
        publish(hashed(B, 1));

        assertEquals(new Receipt.InLog(at(2)), publish(hashed(A, 2)));
    }

    /** v1 is pushed, deleted and pushed again within a second of Harbor's clock, and the last webhook comes late. */
    @ParameterizedTest
    @ValueSource(longs = {0, 5, 20, 3_600})
    void aPushWhoseBodyCameBeforeIsAppendedHoweverLateItComes(long second) {
        publish(hashed(A, 0));
        publish(deleted(A, 0));

        assertEquals(new Receipt.InLog(at(2)), publish(hashed(A, second)));
        assertEquals(new Receipt.InLog(at(3)), publish(deleted(A, second)));
    }

    @Test
    void theSameBodyOfWhatAsksForNoLookIsADuplicateAfterHarborsWait() {
        publish(scanned(0));
        assertEquals(new Receipt.InLog(at(1)), publish(scanned(1)));

        var receipt = publish(scanned(RememberingLog.SOONEST_REDELIVERY.toSeconds()));

        assertEquals(known(0), receipt);
    }

    @Test
    void aLogThatThrowsLeavesNothingToWaitFor() {
        behind.breakDown(new AssertionError("by the test"));
        assertThrows(AssertionError.class, () -> log.publish(event("id", A, 0)));
        behind.recover();

        assertEquals(
                new Receipt.InLog(at(0)),
                log.publish(event("id", A, 0)).orTimeout(1, TimeUnit.MINUTES).join());
    }

    /** Counted as kept once, on the disk once, and in the log once when the brokers are back. */
    @Test
    void aSecondDeliveryOfWhatLiesInTheSpoolIsKnownToo(@TempDir Path folder) throws IOException {
        behind.breakDown();
        var spool = Spool.open(folder, SpoolSettings.SMALLEST);
        try (var spooling = new RememberingLog(new SpoolingLog(behind, spool), 3)) {
            assertEquals(
                    new Receipt.Spooled(), spooling.publish(event("id", A, 0)).join());
            var once = spool.bytes();

            var again = spooling.publish(event("id", A, 20)).join();

            assertEquals(new Receipt.Known(Optional.empty()), again);
            assertEquals(once, spool.bytes());
            behind.recover();
            Await.until("the spool to be empty", spool::isEmpty);
            assertEquals(1, behind.events().size());
        }
    }

    private static Receipt known(long offset) {
        return new Receipt.Known(Optional.of(at(offset)));
    }

    private Receipt publish(RegistryEvent event) {
        return log.publish(event).join();
    }

    private static Coordinates at(long offset) {
        return MemoryLog.at(offset);
    }

    private static RegistryEvent event(String id, Digest digest, long second) {
        var origin =
                new RegistryEvent.Origin(id, Side.PRIMARY, "/a", NOON, NOON.plusSeconds(second), Optional.empty(), B);
        return new RegistryEvent.Pushed(origin, ImageName.parse("library/app:v1"), digest);
    }

    /** One of the Default format, whose id is the hash of its body. */
    private static RegistryEvent hashed(Digest digest, long second) {
        return new RegistryEvent.Pushed(hashedOrigin(digest, second), ImageName.parse("library/app:v1"), digest);
    }

    private static RegistryEvent deleted(Digest digest, long second) {
        return new RegistryEvent.Deleted(hashedOrigin(digest, second), ImageName.parse("library/app:v1"), digest);
    }

    private static RegistryEvent scanned(long second) {
        return new RegistryEvent.Other(hashedOrigin(B, second), "library/app", "SCANNING_COMPLETED", "{}");
    }

    private static RegistryEvent.Origin hashedOrigin(Digest body, long second) {
        return new RegistryEvent.Origin(
                body.value(), Side.PRIMARY, "/a", NOON, NOON.plusSeconds(second), Optional.empty(), body);
    }
}
