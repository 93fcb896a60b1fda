package io.breakwater.replicator.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));

    @ParameterizedTest
    @CsvSource({"1, 0.0, 250", "1, 1.0, 500", "2, 1.0, 1000", "4, 0.0, 2000", "7, 1.0, 30000", "1000, 1.0, 30000"})
    void theWaitDoublesUpToTheLongest(int failures, double random, long millis) {
        assertEquals(Duration.ofMillis(millis), backoff.delay(failures, Optional.empty(), random));
    }

    @ParameterizedTest
    @CsvSource({"60, 60000", "0, 250"})
    void theRegistrysOwnWishIsNeverUndercut(long retryAfterSeconds, long millis) {
        assertEquals(
                Duration.ofMillis(millis), backoff.delay(1, Optional.of(Duration.ofSeconds(retryAfterSeconds)), 0));
    }
}
