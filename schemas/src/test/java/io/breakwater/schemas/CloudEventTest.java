package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class CloudEventTest {
    @Test
    void headersFollowTheKafkaBinding() {
        var headers = new RecordHeaders();

        new CloudEvent("id-1", "io.breakwater.registry.pushed.v1", "/ingest", Examples.NOON, "library/app:v1")
                .writeTo(headers);

        assertEquals(
                List.of(
                        "ce_specversion=1.0",
                        "ce_id=id-1",
                        "ce_type=io.breakwater.registry.pushed.v1",
                        "ce_source=/ingest",
                        "ce_time=2026-11-23T12:00:00Z",
                        "ce_subject=library/app:v1",
                        "content-type=application/json"),
                Arrays.stream(headers.toArray())
                        .map(header -> header.key() + "=" + new String(header.value(), UTF_8))
                        .toList());
    }

    @Test
    void everyRecordHasItsOwnTypeWithTheVersionOfItsSchema() {
        var types = Arrays.stream(Topic.values())
                .flatMap(topic -> Schemas.kinds(topic).stream())
                .distinct()
                .map(EventType::of)
                .toList();

        assertEquals(14, types.stream().distinct().count());
        assertEquals(14, types.size());
        assertEquals(
                List.of(),
                types.stream()
                        .filter(type -> !type.matches("io\\.breakwater\\.[a-z.-]+\\.v1"))
                        .toList());
    }

    @Test
    void whatIsNoRecordHasNoType() {
        assertThrows(IllegalArgumentException.class, () -> EventType.of(RegistryEvent.class));
    }
}
