package io.breakwater.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.schemas.CloudEvent;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.EventType;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records of {@code registry.events} as ingest writes them. */
final class Events {
    static final String TOPIC = Topic.REGISTRY_EVENTS.topicName();

    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final Digest DIGEST = new Digest("sha256:" + "0123456789abcdef".repeat(4));

    private Events() {}

    /** One push of each of {@code count} tags. */
    static List<ProducerRecord<byte[], byte[]>> pushed(String repository, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> record(new ImageName.Tagged(repository, "v" + number), number))
                .toList();
    }

    private static ProducerRecord<byte[], byte[]> record(ImageName image, int number) {
        var now = Instant.now();
        var origin = new RegistryEvent.Origin(
                "00000000-0000-4000-8000-%012d".formatted(number),
                Side.PRIMARY,
                "/webhooks/harbor",
                now,
                now,
                Optional.of("robot$ci"),
                DIGEST);
        var event = new RegistryEvent.Pushed(origin, image, DIGEST);
        var record = new ProducerRecord<>(TOPIC, image.key().getBytes(UTF_8), EVENTS.write(event));
        new CloudEvent(origin.eventId(), EventType.of(event.getClass()), origin.source(), now, image.key())
                .writeTo(record.headers());
        return record;
    }
}
