package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                new IngestLimits(
                        1 << 20,
                        32 << 20,
                        8_192,
                        4_096,
                        256,
                        512,
                        128,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(2),
                        Duration.ofMillis(2_500)),
                IngestLimits.DEFAULT);
    }

    @Test
    void anAcknowledgementNeedsTimeForOneRequest() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> limits(Duration.ofMillis(999), Duration.ofSeconds(2)));

        assertEquals("acknowledgement must leave time for one request to a broker, PT1S", e.getMessage());
    }

    @Test
    void anAnswerNeedsTimeForTheAcknowledgement() {
        var e = assertThrows(
                IllegalArgumentException.class, () -> limits(Duration.ofSeconds(2), Duration.ofMillis(1_999)));

        assertEquals("answer must leave time for the acknowledgement, PT2S", e.getMessage());
    }

    @Test
    void clientCertificatesDoInPlaceOfASecret() {
        var tls = new ServerTls(Path.of("cert.pem"), Path.of("key.pem"), Optional.of(Path.of("ca.pem")));
        var options = new IngestOptions(Callers.ANYWHERE, Optional.of(tls), Optional.empty(), Optional.empty(), false);

        assertDoesNotThrow(() -> new IngestConfig("0.0.0.0", 0, List.of(), Map.of(), IngestLimits.DEFAULT, options));
    }

    @Test
    void aServersCertificateAloneDoesNot() {
        var tls = new ServerTls(Path.of("cert.pem"), Path.of("key.pem"), Optional.empty());
        var options = new IngestOptions(Callers.ANYWHERE, Optional.of(tls), Optional.empty(), Optional.empty(), false);

        assertThrows(
                IllegalArgumentException.class,
                () -> new IngestConfig("0.0.0.0", 0, List.of(), Map.of(), IngestLimits.DEFAULT, options));
    }

    private static IngestLimits limits(Duration acknowledgement, Duration answer) {
        return new IngestLimits(
                1, 1, 1, 1, 1, 1, 1, Duration.ofSeconds(10), Duration.ofSeconds(5), acknowledgement, answer);
    }

    private static IngestConfig config(String host, List<SharedSecret> secrets) {
        return new IngestConfig(host, 0, secrets, Map.of(), IngestLimits.DEFAULT);
    }
}
