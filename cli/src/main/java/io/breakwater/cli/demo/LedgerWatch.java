package io.breakwater.cli.demo;

import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Follows the ledger as any consumer may: read-committed, without a group. Confined to one thread. */
final class LedgerWatch implements AutoCloseable {
    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);

    private final Consumer<byte[], byte[]> consumer;
    private final List<LedgerRecord> seen = new ArrayList<>();

    LedgerWatch(String bootstrapServers) {
        this(new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        bootstrapServers,
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed",
                        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                        false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer()));
    }

    LedgerWatch(Consumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        var partitions = consumer.partitionsFor(Topic.REPLICATION_LEDGER.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** The first record that says that {@code key} is at the standby with {@code digest}, waited for. */
    LedgerRecord awaitArrival(String key, String digest, Duration patience) throws DemoFailure {
        var deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            var arrival = arrival(key, digest);
            if (arrival.isPresent()) {
                return arrival.get();
            }
            if (System.nanoTime() > deadline) {
                throw new DemoFailure(key + " did not arrive at the standby within " + patience.toSeconds()
                        + " s; the replicator's log says why");
            }
            poll();
        }
    }

    Optional<LedgerRecord> arrival(String key, String digest) {
        return seen.stream()
                .filter(record ->
                        record.image().map(image -> image.key().equals(key)).orElse(false))
                .filter(record -> record.targetDigest()
                        .map(target -> target.value().equals(digest))
                        .orElse(false))
                .findFirst();
    }

    /** Takes in what is there, waiting a moment for more. */
    void poll() {
        consumer.poll(Duration.ofMillis(20)).forEach(record -> seen.add(LEDGER.read(record.value())));
    }

    /** Takes in all that is there now. */
    void readToEnd(Duration patience) throws DemoFailure {
        var deadline = System.nanoTime() + patience.toNanos();
        var ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() > deadline) {
                throw new DemoFailure("the ledger could not be read to its end within " + patience.toSeconds() + " s");
            }
            poll();
        }
    }

    List<LedgerRecord> seen() {
        return List.copyOf(seen);
    }

    /** Records beyond the first of the same cause: 0, or the promise is broken. */
    int duplicates() {
        var byCause = new HashMap<Coordinates, Integer>();
        seen.forEach(record -> byCause.merge(record.cause(), 1, Integer::sum));
        return byCause.values().stream().mapToInt(count -> count - 1).sum();
    }

    long bytesSent() {
        return seen.stream().mapToLong(record -> record.transfer().bytesSent()).sum();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
