package io.breakwater.auditor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;
import org.junit.jupiter.api.Test;

class AuditorConfigTest {
    private static final Map<String, Object> KAFKA = Map.of("bootstrap.servers", "broker:9092");
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void brokersAreNeeded() {
        var refusal = assertThrows(
                IllegalArgumentException.class,
                () -> new AuditorConfig(Map.of(), "auditor", Path.of("state"), SECOND, SECOND));

        assertTrue(String.valueOf(refusal.getMessage()).contains("bootstrap.servers"));
    }

    @Test
    void timesMustBePositive() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new AuditorConfig(KAFKA, "auditor", Path.of("state"), Duration.ZERO, SECOND));
        assertThrows(
                IllegalArgumentException.class,
                () -> new AuditorConfig(KAFKA, "auditor", Path.of("state"), SECOND, Duration.ofMillis(-1)));
    }

    @Test
    void securitySettingsReachKafkaStreamsButCannotWeakenIt() {
        var kafka = Map.<String, Object>of(
                "bootstrap.servers",
                "broker:9092",
                "security.protocol",
                "SSL",
                "processing.guarantee",
                "at_least_once");

        var settings = StreamsSettings.of(new AuditorConfig(kafka, "auditor", Path.of("state"), SECOND, SECOND));

        assertEquals("SSL", settings.get("security.protocol"));
        assertEquals(StreamsConfig.EXACTLY_ONCE_V2, settings.get("processing.guarantee"));
    }
}
