package io.breakwater.replicator;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads the ledger along, so that a look costs what is new in it: a test that reads thousands of records many times a second
 * takes more than what it tests. For one thread.
 */
final class LedgerTail implements AutoCloseable {
    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);
    private static final Duration MORE = Duration.ofMillis(50);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<Coordinates> causes = new HashSet<>();

    LedgerTail(String bootstrapServers) {
        consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        var topic = Topic.REPLICATION_LEDGER.topicName();
        consumer.assign(consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList());
        consumer.seekToBeginning(consumer.assignment());
    }

    /** How many causes have a record; while the brokers are away, as many as were seen before. */
    int causes() {
        ConsumerRecords<byte[], byte[]> records;
        do {
            records = consumer.poll(MORE);
            records.forEach(record -> causes.add(LEDGER.read(record.value()).cause()));
        } while (!records.isEmpty());
        return causes.size();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
