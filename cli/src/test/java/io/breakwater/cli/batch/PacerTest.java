package io.breakwater.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {
    @Test
    void eachIsDueOneIntervalAfterTheOneBefore() {
        var pacer = new Pacer(20);
        assertEquals(Duration.ofMillis(50), pacer.dueAfter(Duration.ZERO, Duration.ofMillis(20)));
        assertEquals(Duration.ofMillis(100), pacer.dueAfter(Duration.ofMillis(50), Duration.ofMillis(60)));
    }

    @Test
    void whoIsALittleLateCatchesUp() {
        assertEquals(Duration.ofMillis(50), new Pacer(20).dueAfter(Duration.ZERO, Duration.ofMillis(900)));
    }

    @Test
    void longPauseIsNoLeaveForABurst() {
        var pacer = new Pacer(20);
        var now = Duration.ofMinutes(10);
        var due = Duration.ZERO;
        var atOnce = 0;
        while (due.compareTo(now) <= 0) {
            due = pacer.dueAfter(due, now);
            atOnce++;
        }
        assertEquals(21, atOnce, "what a second holds, and the one that was waited for");
    }

    @Test
    void timeIsThatOfSoManyIntervals() {
        assertEquals(Duration.ofSeconds(4), new Pacer(0.5).time(2));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void paceIsMoreThanNothing(double rate) {
        assertThrows(IllegalArgumentException.class, () -> new Pacer(rate));
    }
}
