package io.breakwater.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class JsonSerdeTest {
    private static final Digest DIGEST = new Digest("sha256:" + "a".repeat(64));
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final RegistryEvent.Origin ORIGIN = new RegistryEvent.Origin(
            "id-1", Side.PRIMARY, "/webhooks/harbor", NOON, NOON.plusMillis(40), Optional.empty(), DIGEST);

    private final JsonSerde<RegistryEvent> events = JsonSerde.of(RegistryEvent.class);

    @Test
    void anEventReadsBackAsItWasWritten() {
        var event = new RegistryEvent.Pushed(ORIGIN, ImageName.parse("library/app:v1"), DIGEST);

        var bytes = events.write(event);

        assertEquals(event, events.read(bytes));
        assertEquals(
                "{\"type\":\"pushed\",\"origin\":{\"eventId\":\"id-1\",\"side\":\"PRIMARY\",\"source\":\"/webhooks/harbor\","
                        + "\"occurredAt\":\"2026-11-23T12:00:00Z\",\"receivedAt\":\"2026-11-23T12:00:00.040Z\","
                        + "\"payloadDigest\":\"" + DIGEST + "\"},\"image\":\"library/app:v1\",\"digest\":\"" + DIGEST
                        + "\"}",
                new String(bytes, UTF_8));
    }

    @Test
    void aWrongDigestIsRefusedWithItsPlace() {
        var json = new String(
                        events.write(new RegistryEvent.Pushed(ORIGIN, ImageName.parse("library/app:v1"), DIGEST)),
                        UTF_8)
                .replace("\"digest\":\"sha256", "\"digest\":\"md5");

        var refusal = assertThrows(SerializationException.class, () -> events.read(json.getBytes(UTF_8)));

        assertEquals(
                "not a RegistryEvent at /digest: Cannot construct instance of `io.breakwater.schemas.Digest`, problem:"
                        + " not a digest (sha256:<64 hex> or sha512:<128 hex>): 'md5:" + "a".repeat(64) + "'",
                refusal.getMessage());
    }

    @Test
    void whatIsNoJsonIsRefusedWithItsPlace() {
        var refusal = assertThrows(SerializationException.class, () -> events.read("{]".getBytes(UTF_8)));

        var message = String.valueOf(refusal.getMessage());
        assertTrue(message.startsWith("not a RegistryEvent at line: 1, column: 2: "), message);
    }

    @Test
    void aForeignTextCanNeitherFloodNorForgeTheMessage() {
        var json = "{\"type\":\"" + "x".repeat(100_000) + "\\n\"}";

        var refusal = assertThrows(SerializationException.class, () -> events.read(json.getBytes(UTF_8)));

        var message = String.valueOf(refusal.getMessage());
        assertTrue(message.length() < 500, message);
        assertEquals(1, message.lines().count());
    }

    @Test
    void nullIsATombstoneAndNoRecord() {
        assertNull(events.serializer().serialize("registry.events", null));
        assertNull(events.deserializer().deserialize("registry.events", null));
        assertThrows(SerializationException.class, () -> events.read("null".getBytes(UTF_8)));
    }
}
