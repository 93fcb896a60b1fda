package io.breakwater.cli.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTest {
    @Test
    void nothingKnownIsNoBar() {
        assertEquals("looking at what there is to copy", new Progress(0, 0, 0, 0, 0).bar(Duration.ZERO));
    }

    @Test
    void speedIsOfWhatWasSent() {
        assertEquals(
                "100% 100.0 MiB of 100.0 MiB, 5/5 blobs, 10.0 MiB/s",
                new Progress(100L << 20, 100L << 20, 5, 5, 10L << 20).plain(Duration.ofSeconds(1)));
    }

    @Test
    void halfIsHalfABar() {
        assertEquals(
                "[========        ]  50% 50.0 MiB of 100.0 MiB, 2/5 blobs, 25.0 MiB/s",
                new Progress(50L << 20, 100L << 20, 2, 5, 50L << 20).bar(Duration.ofSeconds(2)));
    }

    @Test
    void moreThanWasKnownIsAFullBar() {
        assertEquals("100% 3 B of 2 B, 1/1 blobs, 3 B/s", new Progress(3, 2, 1, 1, 3).plain(Duration.ofSeconds(1)));
    }

    @Test
    void longestLineFitsATerminal() {
        var line = new Progress(1023L << 30, 1023L << 30, 999, 999, 1023L << 30).bar(Duration.ofSeconds(1000));
        assertTrue(line.length() <= 80, line);
    }

    @ParameterizedTest
    @CsvSource({"0,0 B", "1023,1023 B", "1024,1.0 KiB", "1610612736,1.5 GiB", "1125899906842624,1024.0 TiB"})
    void bytesHaveTheUnitThatReadsBest(long bytes, String text) {
        assertEquals(text, Progress.bytes(bytes));
    }
}
