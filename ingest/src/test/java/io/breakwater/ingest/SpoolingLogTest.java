package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.schemas.Digest;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolingLogTest {
    private static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));

    @TempDir
    private Path folder;

    private final MemoryLog behind = new MemoryLog();
    private Spool spool;
    private SpoolingLog log;

    @BeforeEach
    void open() throws IOException {
        spool = Spool.open(folder, SpoolSettings.SMALLEST);
        log = new SpoolingLog(behind, spool);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aLogThatTakesEventsGetsThemAtOnce() {
        assertEquals(new Receipt.InLog(MemoryLog.at(0)), publish(1));

        assertTrue(spool.isEmpty());
    }

    @Test
    void whatTheLogDoesNotTakeIsSpooledAndDrainedInOrder() {
        behind.breakDown();
        for (var number = 0; number < 100; number++) {
            assertEquals(new Receipt.Spooled(), publish(number));
        }
        assertTrue(log.isReady(), "it takes more");

        behind.recover();

        Await.until("all to be in the log", () -> behind.events().size() >= 100 && spool.isEmpty());
        assertEquals(numbers(0, 100), ids());
    }

    @Test
    void nobodyOvertakesWhatIsInTheSpool() {
        behind.breakDown();
        publish(0);
        behind.hold();
        behind.recover();
        Await.until("the first to be on its way", () -> behind.held() == 1);

        assertEquals(new Receipt.Spooled(), publish(1));

        behind.release();
        Await.until("both to be in the log", () -> spool.isEmpty());
        assertEquals(numbers(0, 2), ids());
    }

    /** Taken together with the one that fails, those behind it would stand in front of it. */
    @Test
    void nobodyOvertakesAnEventOfItsNameThatTheLogDoesNotTakeAtOnce() {
        behind.breakDown();
        for (var number = 0; number < 4; number++) {
            publish(number);
        }

        // The first is drained alone.
        behind.doesNotTakeOnce("1");
        behind.recover();

        Await.until("all to be in the log", () -> spool.isEmpty());
        assertEquals(numbers(0, 4), ids());
    }

    @Test
    void aProcessThatComesLaterDrainsWhatAnotherLeft() throws IOException {
        behind.breakDown();
        publish(0);
        publish(1);
        log.close();
        behind.recover();

        open();

        Await.until("both to be in the log", () -> spool.isEmpty());
        assertEquals(numbers(0, 2), ids());
    }

    @Test
    void aFullSpoolRefuses() {
        behind.breakDown();
        while (spool.hasRoomFor(600_000)) {
            log.publish(large()).join();
        }
        assertFalse(log.isReady());

        var e = assertThrows(
                CompletionException.class, () -> log.publish(large()).join());

        assertInstanceOf(LogFault.Unavailable.class, e.getCause());
    }

    @Test
    void whatIsNoEventIsSetAsideAndHoldsNobodyUp() throws IOException {
        behind.breakDown();
        spool.append("of another version".getBytes(UTF_8));
        publish(0);

        behind.recover();

        Await.until("the event to be in the log", () -> spool.isEmpty());
        assertEquals(numbers(0, 1), ids());
        try (var files = Files.list(folder)) {
            assertEquals(
                    List.of("of another version"),
                    files.filter(file -> file.toString().endsWith(".json"))
                            .map(SpoolingLogTest::read)
                            .toList());
        }
    }

    /** The disk may be full: then what can't be set aside waits, and nothing else is published over and over for it. */
    @Test
    void whatCannotBeSetAsideHasNothingPublishedAgainAndAgain() throws IOException {
        behind.breakDown();
        for (var number = 0; number < 4; number++) {
            publish(number);
        }
        behind.neverTakes("2");
        var refused = behind.refused();
        var away = folder.resolveSibling(folder.getFileName() + "-away");
        Files.move(folder, away);

        behind.recover();

        Await.until("several tries to set one aside", () -> behind.refused() > refused + 2);
        Files.move(away, folder);
        Await.until("the spool to be empty", () -> spool.isEmpty());
        // The last one may come once together with the one that could not be moved, and once in its own turn.
        assertTrue(List.of(List.of("0", "1", "3"), List.of("0", "1", "3", "3")).contains(ids()), ids().toString());
        assertEquals(1, spool.setAside());
    }

    @Test
    void whatIsLargerThanARecordMayBeIsNotPromised() {
        behind.breakDown();
        var event = new RegistryEvent.Other(event(0).origin(), "a", "A_TYPE", "x".repeat(Topic.LONGEST_RECORD));

        var e = assertThrows(CompletionException.class, () -> log.publish(event).join());

        assertInstanceOf(LogFault.TooLarge.class, e.getCause());
        assertTrue(spool.isEmpty());
    }

    @Test
    void aDrainThatHasDiedIsAFailure() {
        behind.breakDown();
        publish(0);
        assertEquals(Optional.empty(), log.failure());

        behind.breakDown(new AssertionError("by the test"));

        Await.until(
                "it to be said",
                () -> log.failure().filter(why -> why.contains("by the test")).isPresent());
        assertFalse(log.isReady());
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RegistryEvent large() {
        return new RegistryEvent.Other(event(0).origin(), "a", "A_TYPE", "x".repeat(500_000));
    }

    private Receipt publish(int number) {
        // So long that only a promise that nobody keeps is cut off.
        return log.publish(event(number)).orTimeout(1, TimeUnit.MINUTES).join();
    }

    private List<String> ids() {
        return behind.events().stream().map(event -> event.origin().eventId()).toList();
    }

    private static List<String> numbers(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private static RegistryEvent event(int number) {
        var now = Instant.parse("2026-11-24T12:00:00Z");
        var origin = new RegistryEvent.Origin(
                Integer.toString(number), Side.PRIMARY, "/a", now, now, Optional.empty(), DIGEST);
        return new RegistryEvent.Pushed(origin, ImageName.parse("library/app:v1"), DIGEST);
    }
}
