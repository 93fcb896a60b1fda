package io.breakwater.auditor;

import io.breakwater.broker.FreePorts;
import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.kafka.KafkaFixture;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/** A real broker with the auditor's topics, written to as ingest and replicator would. */
final class Cluster implements AutoCloseable {
    private static final int PARTITIONS = 3;

    /** So long that only a hang is cut off. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);

    private final KafkaFixture fixture = KafkaFixture.start();
    private final KafkaProducer<String, byte[]> producer =
            new KafkaProducer<>(kafka(), new StringSerializer(), new ByteArraySerializer());

    /** Where no broker is. */
    static String unusedAddress() {
        return "127.0.0.1:" + FreePorts.choose();
    }

    Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", fixture.bootstrapServers());
    }

    boolean canBeKilled() {
        return fixture.canBeKilled();
    }

    /** Kills the broker and starts it again, with the same address and data. */
    void killAndStartAgain() {
        fixture.kill();
        fixture.startAgain();
    }

    void createTopics() {
        create(Topic.REGISTRY_EVENTS, PARTITIONS);
        create(Topic.REPLICATION_LEDGER, PARTITIONS);
        create(Topic.REPLICATION_REQUESTS, PARTITIONS);
        create(Topic.AUDIT_DRIFT, PARTITIONS);
        create(Topic.AUDIT_DRIFT_CHANGES, PARTITIONS);
    }

    void create(Topic topic, int partitions) {
        try (var admin = Admin.create(kafka())) {
            admin.createTopics(List.of(new NewTopic(topic.topicName(), Optional.of(partitions), Optional.empty())
                            .configs(topic.configuration())))
                    .all()
                    .get();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("Cannot create " + topic.topicName(), e);
        }
    }

    /** Returns the event's offset. */
    long tell(RegistryEvent event) {
        return send(Topic.REGISTRY_EVENTS, event.key(), EVENTS.write(event));
    }

    long tell(LedgerRecord entry) {
        return send(Topic.REPLICATION_LEDGER, entry.image().orElseThrow().key(), LEDGER.write(entry));
    }

    /** Returns the record's offset, when it is durable. */
    long send(Topic topic, String key, byte @Nullable [] value) {
        try {
            return producer.send(new ProducerRecord<>(topic.topicName(), key, value))
                    .get()
                    .offset();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("Cannot write to " + topic.topicName(), e);
        }
    }

    List<DriftVerdict> verdicts() {
        return DriftReader.read(kafka(), PATIENCE);
    }

    /** How many changes of a verdict have been written. */
    int changes() {
        return fixture.readAll(Topic.AUDIT_DRIFT_CHANGES.topicName()).size();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        fixture.close();
    }
}
