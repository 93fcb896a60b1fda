package io.breakwater.cli.replay;

import io.breakwater.cli.CommandFailure;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.ImageName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads what a selection is about. */
final class Selecting {
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final JsonSerde<ReplicationRequest> REQUESTS = JsonSerde.of(ReplicationRequest.class);
    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);

    private Selecting() {}

    /** @throws CommandFailure if there are more than {@code limit} images */
    static Harvest harvest(TopicReader reader, Selection selection, int limit) {
        var harvest = new Harvest(selection);
        if (!selection.outcomes().isEmpty()) {
            reader.read(
                    Topic.REPLICATION_LEDGER,
                    selection.ledger(),
                    record -> TopicReader.value(LEDGER, record).ifPresent(harvest::take));
        }
        reader.read(selection.topic(), selection.spans(), record -> {
            harvest.take(
                    new Coordinates(record.topic(), record.partition(), record.offset()),
                    Instant.ofEpochMilli(record.timestamp()),
                    image(selection.topic(), record));
            if (harvest.images() > limit) {
                throw new CommandFailure(
                        "more than " + limit + " images are selected; select less, or raise --limit if you mean it");
            }
        });
        return harvest;
    }

    private static Optional<ImageName> image(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        return topic == Topic.REGISTRY_EVENTS
                ? TopicReader.value(EVENTS, record).flatMap(Selecting::pushed)
                : TopicReader.value(REQUESTS, record).flatMap(Selecting::copied);
    }

    private static Optional<ImageName> pushed(RegistryEvent event) {
        return event instanceof RegistryEvent.Pushed pushed && pushed.origin().side() == Side.PRIMARY
                ? Optional.of(pushed.image())
                : Optional.empty();
    }

    private static Optional<ImageName> copied(ReplicationRequest request) {
        return request instanceof ReplicationRequest.Copy copy ? Optional.of(copy.image()) : Optional.empty();
    }
}
