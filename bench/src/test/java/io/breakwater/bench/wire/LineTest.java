package io.breakwater.bench.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A line of 50 ms there and back; all times in nanoseconds. */
class LineTest {
    private static final Duration ONE_WAY = Duration.ofMillis(25);
    private static final long MILLI = 1_000_000;
    private static final long OPENED = 7_000 * MILLI;

    @Test
    void firstBytesWaitForTheConnectionToOpen() {
        var line = Line.fromClient(ONE_WAY, OPENED);
        assertEquals(OPENED + 75 * MILLI, line.arrival(OPENED));
        assertEquals(OPENED + 75 * MILLI, line.arrival(OPENED + 50 * MILLI));
    }

    @Test
    void laterBytesTakeOneWay() {
        var line = Line.fromClient(ONE_WAY, OPENED);
        assertEquals(OPENED + 76 * MILLI, line.arrival(OPENED + 51 * MILLI));
        assertEquals(OPENED + 925 * MILLI, line.arrival(OPENED + 900 * MILLI));
    }

    @Test
    void wayBackIsOpenWhenTheFirstBytesHaveCome() {
        var line = Line.fromRegistry(ONE_WAY, OPENED);
        assertEquals(OPENED + 100 * MILLI, line.arrival(OPENED + 75 * MILLI));
    }

    @Test
    void shortLineDelaysNothing() {
        assertEquals(OPENED, Line.fromClient(Duration.ZERO, OPENED).arrival(OPENED));
    }
}
