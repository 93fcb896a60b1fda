package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LinesTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final Lines lines = new Lines(2, Duration.ofNanos(100), now::get);

    @Test
    void someAreSaidAndTheNextLineTellsHowManyWereNot() {
        assertEquals(OptionalLong.of(0), lines.next());
        assertEquals(OptionalLong.of(0), lines.next());
        assertEquals(OptionalLong.empty(), lines.next());
        now.addAndGet(99);
        assertEquals(OptionalLong.empty(), lines.next());
        now.addAndGet(1);
        assertEquals(OptionalLong.of(2), lines.next());
        assertEquals(OptionalLong.of(0), lines.next());
        assertEquals(OptionalLong.empty(), lines.next());
    }
}
