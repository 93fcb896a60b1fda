package io.breakwater.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProducerSettingsTest {
    @Test
    void everySettingThatKeepsThePromiseIsSet() {
        var settings = ProducerSettings.of(Map.of("bootstrap.servers", "kafka:9092"), Duration.ofSeconds(2));

        assertEquals(
                Map.ofEntries(
                        Map.entry("bootstrap.servers", "kafka:9092"),
                        Map.entry("client.id", "breakwater-ingest"),
                        Map.entry("acks", "all"),
                        Map.entry("enable.idempotence", true),
                        Map.entry("linger.ms", 0),
                        Map.entry("max.in.flight.requests.per.connection", 1),
                        Map.entry("batch.size", 256 << 10),
                        Map.entry("compression.type", "lz4"),
                        Map.entry("max.request.size", 4 << 20),
                        Map.entry("request.timeout.ms", 1_000),
                        Map.entry("delivery.timeout.ms", 2_000),
                        Map.entry("max.block.ms", 200),
                        Map.entry("metadata.max.idle.ms", 31_536_000_000L),
                        Map.entry("reconnect.backoff.max.ms", 500),
                        Map.entry("metadata.recovery.strategy", "none")),
                settings);
    }

    @Test
    void nobodyCanConfigureThePromiseAway() {
        var settings = ProducerSettings.of(Map.of("acks", "0", "enable.idempotence", false), Duration.ofSeconds(2));

        assertEquals("all", settings.get("acks"));
        assertEquals(true, settings.get("enable.idempotence"));
    }
}
