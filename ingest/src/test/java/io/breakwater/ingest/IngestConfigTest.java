package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IngestConfigTest {
    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]"})
    void loopbackNeedsNoSecret(String host) {
        assertDoesNotThrow(() -> config(host, List.of()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "example.com", "127.0.0.1.nip.io"})
    void anyOtherAddressNeedsOne(String host) {
        assertThrows(IllegalArgumentException.class, () -> config(host, List.of()));
        assertDoesNotThrow(() -> config(host, List.of(new SharedSecret("Bearer s3cret"))));
    }

    @Test
    void secretsAreNotWritten() {
        var text =
                config("127.0.0.1", List.of(new SharedSecret("Bearer s3cret"))).toString();

        assertFalse(text.contains("s3cret"), text);
    }

    @Test
    void theDefaultLimitsStayInsideWhatHarborWaits() {
        assertEquals(
                new IngestLimits(1 << 20, 8_192, 4_096, 256, 512, Duration.ofSeconds(5), Duration.ofSeconds(2)),
                IngestLimits.DEFAULT);
    }

    @Test
    void anAcknowledgementNeedsTimeForOneRequest() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> new IngestLimits(1, 1, 1, 1, 1, Duration.ofSeconds(5), Duration.ofMillis(999)));

        assertEquals("acknowledgement must leave time for one request to a broker, PT1S", e.getMessage());
    }

    private static IngestConfig config(String host, List<SharedSecret> secrets) {
        return new IngestConfig(host, 0, secrets, Map.of(), IngestLimits.DEFAULT);
    }
}
