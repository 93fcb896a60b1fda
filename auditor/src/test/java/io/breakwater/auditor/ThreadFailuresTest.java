package io.breakwater.auditor;

import static io.breakwater.auditor.Records.NOON;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.junit.jupiter.api.Test;

class ThreadFailuresTest {
    private Instant now = NOON;
    private final ThreadFailures failures = new ThreadFailures(() -> now);

    @Test
    void theFirstFailuresGetANewThread() {
        for (var failure = 0; failure < ThreadFailures.MOST_RESTARTS; failure++) {
            assertEquals(REPLACE_THREAD, fail());
        }
        assertEquals(Optional.empty(), failures.end());
    }

    @Test
    void failuresWithoutEndShutTheTopologyDownAndSayWhy() {
        for (var failure = 0; failure < ThreadFailures.MOST_RESTARTS; failure++) {
            fail();
        }

        assertEquals(SHUTDOWN_CLIENT, fail());
        assertTrue(failures.end().orElseThrow().contains("the root"));
    }

    @Test
    void failuresFarApartAreForgiven() {
        for (var failure = 0; failure < 10; failure++) {
            now = now.plus(ThreadFailures.WINDOW.dividedBy(2));

            assertEquals(REPLACE_THREAD, fail());
        }
    }

    private StreamThreadExceptionResponse fail() {
        return failures.handle(new IllegalStateException("outer", new IllegalStateException("the root")));
    }
}
