package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.breakwater.registry.copy.CopyEvent;
import io.breakwater.registry.manifest.Descriptor;
import io.breakwater.registry.manifest.MediaType;
import io.breakwater.registry.reference.Digest;
import io.breakwater.replicator.JobsUnderWay.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class UnderWayTest {
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final Descriptor BLOB = new Descriptor(
            new MediaType("application/octet-stream"), Digest.parse("sha256:" + "a".repeat(64)), 1_000_000);

    private final UnderWay underWay = new UnderWay(Duration.ofMinutes(1));
    private final Progress progress = new Progress();

    @Test
    void copyIsToldOfOnceAMinuteFromItsFirstMinuteOn() {
        var _ = underWay.begin("library/big:v1", false, NOON, progress);
        var begin = atWork();

        assertEquals(0, toldAfter(begin, 59));
        assertEquals(1, toldAfter(begin, 60));
        assertEquals(0, toldAfter(begin, 61));
        assertEquals(0, toldAfter(begin, 119));
        assertEquals(1, toldAfter(begin, 120));
    }

    @Test
    void speedIsThatOfTheLastMinute() {
        var _ = underWay.begin("library/big:v1", false, NOON, progress);
        var begin = atWork();
        progress.on(new CopyEvent.Planned(1, 1, BLOB.size()));
        progress.on(new CopyEvent.BlobStarted(BLOB));
        progress.on(new CopyEvent.BytesSent(BLOB, 600_000));
        assertEquals(10_000, slow(begin, 60).getFirst().bytesPerSecond());

        progress.on(new CopyEvent.BytesSent(BLOB, 60_000));
        var second = slow(begin, 120).getFirst();

        assertEquals(1_000, second.bytesPerSecond());
        assertEquals(660_000, second.bytesDone());
        assertEquals(Optional.of(BLOB.size()), second.bytesTotal());
        assertEquals(Optional.of(Duration.ofSeconds(340)), second.left());
        assertEquals(Duration.ofMinutes(2), second.lasting());
    }

    @Test
    void copyThatStandsStillHasNoTimeLeft() {
        var _ = underWay.begin("library/big:v1", false, NOON, progress);
        var begin = atWork();
        progress.on(new CopyEvent.Planned(1, 1, BLOB.size()));

        assertEquals(Optional.empty(), slow(begin, 60).getFirst().left());
    }

    @Test
    void nextTryIsALongOneOfItsOwn() {
        var _ = underWay.begin("library/big:v1", false, NOON, progress);
        var first = progress.in(State.COPYING);
        var begin = progress.phase().sinceNanos();
        first.close();
        assertEquals(0, toldAfter(begin, 3_600), "what waits is told of by who lets it wait");

        assertEquals(0, toldAfter(atWork(), 59));
    }

    @Test
    void whatIsToldStandsInTheLog() {
        var log = (Logger) LoggerFactory.getLogger(UnderWay.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        log.addAppender(lines);
        log.setLevel(Level.INFO);
        try {
            var _ = underWay.begin("library/big:v1", false, NOON, progress);
            var begin = atWork();
            progress.on(new CopyEvent.Planned(1, 1, BLOB.size()));
            progress.on(new CopyEvent.BlobStarted(BLOB));
            progress.on(new CopyEvent.BytesSent(BLOB, 600_000));

            underWay.tell(begin + Duration.ofSeconds(60).toNanos());
        } finally {
            log.detachAppender(lines);
            log.setLevel(null);
        }

        var line = lines.list.getFirst();
        assertEquals("INFO Still copying", line.getLevel() + " " + line.getMessage());
        assertEquals(
                "key=library/big:v1 for=PT1M bytesDone=600000 bytesTotal=1000000 bytesPerSecond=10000 left=PT40S",
                line.getKeyValuePairs().stream()
                        .map(pair -> pair.key + "=" + pair.value)
                        .collect(Collectors.joining(" ")));
    }

    @Test
    void whatIsAtWorkIsListedFirstAndTheRestIsCounted() {
        IntStream.range(0, 150).forEach(number -> {
            var _ = underWay.begin("library/waits:" + number, true, NOON.plusSeconds(number), new Progress());
        });
        progress.failed("the standby does not answer");
        var _ = underWay.begin("library/big:v1", false, NOON.plusSeconds(1_000), progress);
        atWork();

        var seen = underWay.seen("group", "one");

        assertEquals(100, seen.jobs().size());
        assertEquals(51, seen.more());
        var first = seen.jobs().getFirst();
        assertEquals("library/big:v1", first.image());
        assertEquals(State.COPYING, first.state());
        assertEquals(1, first.tries());
        assertEquals(Optional.of("the standby does not answer"), first.problem());
        assertEquals("library/waits:0", seen.jobs().get(1).image());
    }

    @Test
    void whatHasEndedIsNotListed() {
        try (var _ = underWay.begin("library/big:v1", false, NOON, progress)) {
            assertEquals(1, underWay.seen("group", "one").jobs().size());
        }
        assertTrue(underWay.seen("group", "one").jobs().isEmpty());
    }

    /** @return when it began */
    private long atWork() {
        var _ = progress.in(State.COPYING);
        return progress.phase().sinceNanos();
    }

    private int toldAfter(long begin, long seconds) {
        return slow(begin, seconds).size();
    }

    private List<UnderWay.Slow> slow(long begin, long seconds) {
        return underWay.slow(begin + Duration.ofSeconds(seconds).toNanos());
    }
}
