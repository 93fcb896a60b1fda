package io.breakwater.cli.batch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacerTest {
    @Test
    void firstRequestWaitsForNothing() {
        assertEquals(Duration.ZERO, new Pacer(20).pause(0, Duration.ZERO));
    }

    @Test
    void eachIsDueOneIntervalAfterTheOneBefore() {
        assertEquals(Duration.ofMillis(30), new Pacer(20).pause(1, Duration.ofMillis(20)));
        assertEquals(Duration.ofSeconds(4), new Pacer(0.5).due(2));
    }

    @Test
    void whoIsLateCatchesUp() {
        assertEquals(Duration.ZERO, new Pacer(20).pause(1, Duration.ofSeconds(9)));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN})
    void paceIsMoreThanNothing(double rate) {
        assertThrows(IllegalArgumentException.class, () -> new Pacer(rate));
    }
}
