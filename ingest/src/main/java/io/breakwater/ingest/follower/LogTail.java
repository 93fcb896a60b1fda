package io.breakwater.ingest.follower;

import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What was written to {@code registry.events}, read along as far as it is needed. Confined to one thread. */
final class LogTail implements AutoCloseable {
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final Duration POLL = Duration.ofMillis(100);

    /** Without a record that was due the brokers are taken to be away. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Set<TopicPartition> partitions;
    /** Of the last record read, our clock. */
    private final Map<TopicPartition, Instant> reached = new HashMap<>();

    private LogTail(KafkaConsumer<byte[], byte[]> consumer) {
        this.consumer = consumer;
        this.partitions = consumer.partitionsFor(Topic.REGISTRY_EVENTS.topicName()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .collect(Collectors.toUnmodifiableSet());
        consumer.assign(partitions);
    }

    /** @param clientId as the brokers' logs and metrics name it */
    static LogTail open(Map<String, Object> kafka, String clientId) {
        var consumer = new KafkaConsumer<>(
                settings(kafka, clientId), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            return new LogTail(consumer);
        } catch (KafkaException e) {
            consumer.close();
            throw e;
        }
    }

    /** @param from our clock; what was written before is of no interest */
    void seek(Instant from) {
        reached.clear();
        var ends = consumer.endOffsets(partitions);
        var begins = consumer.offsetsForTimes(
                partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> from.toEpochMilli())));
        for (var partition : partitions) {
            // None is as late: then it begins at the end.
            var found = Optional.ofNullable(begins.get(partition)).map(OffsetAndTimestamp::offset);
            consumer.seek(partition, found.orElseGet(() -> ends.getOrDefault(partition, 0L)));
        }
    }

    private static Map<String, Object> settings(Map<String, Object> kafka, String clientId) {
        var settings = new HashMap<String, Object>();
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, clientId);
        settings.putAll(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        // An event may hold a whole body, and be much shorter on the wire: what is handed over at once stays within
        // some MiB.
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 16);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 2 << 20);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        return settings;
    }

    /**
     * Hands on all records up to those written at {@code until}, or up to the end as it is now; a few later ones too.
     *
     * @throws TimeoutException if the brokers stop answering
     */
    void readTo(Instant until, Consumer<RegistryEvent> to) {
        var ends = consumer.endOffsets(partitions);
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        for (var open = unread(ends, until); !open.isEmpty(); open = unread(ends, until)) {
            var others = new HashSet<>(partitions);
            others.removeAll(open);
            consumer.pause(others);
            consumer.resume(open);
            var records = consumer.poll(POLL);
            for (var record : records) {
                reached.put(
                        new TopicPartition(record.topic(), record.partition()),
                        Instant.ofEpochMilli(record.timestamp()));
                event(record).ifPresent(to);
            }
            if (!records.isEmpty()) {
                deadline = System.nanoTime() + PATIENCE.toNanos();
            } else if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException(
                        "nothing more of registry.events came within " + PATIENCE.toSeconds() + " s");
            }
        }
    }

    private List<TopicPartition> unread(Map<TopicPartition, Long> ends, Instant until) {
        return partitions.stream()
                .filter(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))
                .filter(partition ->
                        !reached.getOrDefault(partition, Instant.MIN).isAfter(until))
                .toList();
    }

    /** Of one that can't be read nobody knows what it says, so it announces nothing. */
    private static Optional<RegistryEvent> event(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(record.value()).map(EVENTS::read);
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }

    /** What comes next, of all partitions; nothing if that takes longer than {@code longest}. Not together with {@link #readTo}. */
    ConsumerRecords<byte[], byte[]> poll(Duration longest) {
        return consumer.poll(longest);
    }

    /** Where the follower's own partition has been read to. */
    long position() {
        return consumer.position(FollowerLog.SEAT);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
