package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.breakwater.replicator.JobsUnderWay.State;
import io.breakwater.schemas.Outcome;
import io.breakwater.testkit.Await;
import io.breakwater.testkit.image.TestBlob;
import io.breakwater.testkit.image.TestImages;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** What takes long is seen while it does: by its bytes and its tries, and not only by its end. */
class SlowWorkIT {
    /** So much that no two sockets hold it. */
    private static final long LARGE = 48 << 20;

    private static final String UPLOADS = "(PUT|PATCH) .*/blobs/uploads/.*";

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
    void copyUnderWayTellsOfItsBytes() {
        var image = TestImages.oci(61, 1, 1_000).withLayer(LARGE);
        var bytes = image.blobs().stream().mapToLong(TestBlob::size).sum();
        rig.push("library/slow", image, "v1");
        running.front.hold(UPLOADS);

        var cause = rig.announce("library/slow:v1", image.root());

        Await.until("some bytes have left", () -> jobs().stream().anyMatch(job -> job.bytesDone() > 0));
        var job = jobs().getFirst();
        assertEquals("library/slow:v1", job.image());
        assertEquals(State.COPYING, job.state());
        assertEquals(bytes, job.bytesTotal().orElseThrow());
        assertTrue(job.bytesDone() < bytes, job::toString);
        assertEquals(
                List.of(),
                rig.ledger().stream()
                        .filter(record -> record.cause().equals(cause))
                        .toList());

        try (var log = Lines.of(UnderWay.class)) {
            Await.until("the log tells of it, and tells of it again", () -> log.about("library/slow:v1") >= 2);
        }

        running.front.letGo();
        assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome());
        assertEquals(List.of(), jobs());
    }

    @Test
    void vainTriesAreSeenWhileTheyGoOn() {
        var image = TestImages.oci(62, 1, 1_000);
        rig.push("library/vain", image, "v1");
        running.front.refuse(".*", 503);

        var cause = rig.announce("library/vain:v1", image.root());

        Await.until("two tries in vain", () -> jobs().stream().anyMatch(job -> job.tries() >= 2));
        var job = jobs().getFirst();
        assertEquals("library/vain:v1", job.image());
        assertTrue(job.problem().orElseThrow().contains("503"), job::toString);

        running.front.letGo();
        assertEquals(Outcome.REPLICATED, rig.outcome(cause).outcome());
    }

    /** What a class writes at INFO until this is closed, whichever thread it is. */
    private record Lines(Logger logger, Queue<ILoggingEvent> events, AppenderBase<ILoggingEvent> appender)
            implements AutoCloseable {
        static Lines of(Class<?> writer) {
            var events = new ConcurrentLinkedQueue<ILoggingEvent>();
            var appender = new AppenderBase<ILoggingEvent>() {
                @Override
                protected void append(ILoggingEvent event) {
                    events.add(event);
                }
            };
            appender.start();
            var logger = (Logger) LoggerFactory.getLogger(writer);
            logger.addAppender(appender);
            logger.setLevel(Level.INFO);
            return new Lines(logger, events, appender);
        }

        long about(String key) {
            return events.stream()
                    .flatMap(event -> event.getKeyValuePairs().stream())
                    .filter(pair -> pair.key.equals("key") && key.equals(pair.value))
                    .count();
        }

        @Override
        public void close() {
            logger.detachAppender(appender);
            logger.setLevel(null);
        }
    }

    private static List<JobsUnderWay.Job> jobs() {
        return running.replicator.jobs().jobs();
    }
}
