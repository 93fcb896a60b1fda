package io.breakwater.ingest.follower;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.ingest.follower.core.AuditRow;
import io.breakwater.ingest.follower.core.Heard;
import io.breakwater.ingest.payload.Received;
import io.breakwater.schemas.CloudEvent;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventDetails;
import io.breakwater.schemas.EventType;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.RegistryEvent.Origin;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Rows as events: the same as a webhook's, but for their origin. */
final class AuditEvents {
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);

    private AuditEvents() {}

    /** Of a push, or of a tag that was put on an image. */
    static RegistryEvent pushed(AuditRow row, Digest digest, Instant now) {
        return new RegistryEvent.Pushed(origin(row, now), row.image(), digest);
    }

    /** Of a deletion. A row about a tag does not say from which digest it was taken (decision 0010). */
    static RegistryEvent removed(AuditRow row, Instant now) {
        return switch (row.image()) {
            case ImageName.Untagged untagged ->
                new RegistryEvent.Deleted(origin(row, now), untagged, untagged.digest());
            case ImageName.Tagged tagged ->
                new RegistryEvent.Other(
                        origin(row, now),
                        tagged.key(),
                        "delete",
                        row.json(),
                        Optional.of(new EventDetails.TagRemoved(tagged)));
        };
    }

    private static Origin origin(AuditRow row, Instant now) {
        return new Origin(
                Heard.eventId(row),
                Side.PRIMARY,
                Heard.SOURCE,
                row.at(),
                now,
                row.operator(),
                new Received("application/json", row.json().getBytes(UTF_8), now).digest());
    }

    static ProducerRecord<byte[], byte[]> record(RegistryEvent event) {
        var origin = event.origin();
        var record = new ProducerRecord<>(
                Topic.REGISTRY_EVENTS.topicName(), event.key().getBytes(UTF_8), EVENTS.write(event));
        new CloudEvent(
                        origin.eventId(),
                        EventType.of(event.getClass()),
                        origin.source(),
                        origin.occurredAt(),
                        event.key())
                .writeTo(record.headers());
        return record;
    }
}
