package io.breakwater.cli.topics;

import io.breakwater.cli.topics.Spans.Span;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads topics without joining a group, so that nobody who works on them is disturbed. One record at a time: however long
 * a topic is, it is never held. Confined to one thread.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final Duration patience;

    /** @param patience with brokers that have told of more and do not give it */
    public TopicReader(Consumer<byte[], byte[]> consumer, Duration patience) {
        this.consumer = consumer;
        this.patience = patience;
    }

    /** @param kafka {@code bootstrap.servers} and security settings */
    public static TopicReader open(Map<String, Object> kafka) {
        return new TopicReader(
                new KafkaConsumer<>(settings(kafka), new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                PATIENCE);
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        var settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        return settings;
    }

    /** All that the topic holds now. */
    public Spans all(Topic topic) {
        var partitions = partitions(topic);
        return spans(partitions, consumer.beginningOffsets(partitions));
    }

    /** What was written at {@code from} or later, up to now; a few older records may lie in between. */
    public Spans since(Topic topic, Instant from) {
        var partitions = partitions(topic);
        var times = partitions.stream().collect(Collectors.toMap(one -> one, _ -> from.toEpochMilli()));
        var begins = new HashMap<>(consumer.endOffsets(partitions));
        consumer.offsetsForTimes(times)
                .forEach((partition, found) ->
                        Optional.ofNullable(found).ifPresent(offset -> begins.put(partition, offset.offset())));
        return spans(partitions, begins);
    }

    private Spans spans(Collection<TopicPartition> partitions, Map<TopicPartition, Long> begins) {
        return Spans.of(consumer.endOffsets(partitions).entrySet().stream()
                .collect(Collectors.toMap(
                        end -> end.getKey().partition(),
                        end -> new Span(begins.getOrDefault(end.getKey(), 0L), end.getValue()))));
    }

    private List<TopicPartition> partitions(Topic topic) {
        var found = consumer.partitionsFor(topic.topicName());
        if (found.isEmpty()) {
            throw new NoSuchTopic(topic);
        }
        var partitions = found.stream()
                .map(info -> new TopicPartition(topic.topicName(), info.partition()))
                .toList();
        // The consumer warns about ends of partitions that it does not have.
        consumer.assign(partitions);
        return partitions;
    }

    /**
     * Hands on every record of {@code spans}: in order within a partition, between partitions in none.
     *
     * @throws TimeoutException if the brokers stop answering
     */
    public void read(Topic topic, Spans spans, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> to) {
        var wanted = new HashMap<TopicPartition, Span>();
        spans.partitions().forEach((partition, span) -> {
            if (!span.isEmpty()) {
                wanted.put(new TopicPartition(topic.topicName(), partition), span);
            }
        });
        consumer.assign(wanted.keySet());
        wanted.forEach((partition, span) -> consumer.seek(partition, span.from()));
        var deadline = System.nanoTime() + patience.toNanos();
        while (!isRead(wanted)) {
            var records = consumer.poll(POLL);
            deadline = records.isEmpty() ? deadline : System.nanoTime() + patience.toNanos();
            checkTime(deadline, topic);
            records.forEach(record -> {
                var span = wanted.get(new TopicPartition(record.topic(), record.partition()));
                if (span != null && record.offset() < span.to()) {
                    to.accept(record);
                }
            });
        }
    }

    /** The first record of {@code span}; empty if there is none in it. */
    public Optional<ConsumerRecord<byte[], byte[]>> first(Topic topic, int partition, Span span) {
        if (span.isEmpty()) {
            return Optional.empty();
        }
        var place = new TopicPartition(topic.topicName(), partition);
        consumer.assign(List.of(place));
        consumer.seek(place, span.from());
        var deadline = System.nanoTime() + patience.toNanos();
        while (consumer.position(place) < span.to()) {
            var records = consumer.poll(POLL).records(place);
            if (!records.isEmpty()) {
                return Optional.of(records.getFirst()).filter(record -> record.offset() < span.to());
            }
            checkTime(deadline, topic);
        }
        return Optional.empty();
    }

    private void checkTime(long deadline, Topic topic) {
        if (System.nanoTime() - deadline > 0) {
            throw new TimeoutException(
                    "nothing more of " + topic.topicName() + " came within " + patience.toSeconds() + " s");
        }
    }

    private boolean isRead(Map<TopicPartition, Span> wanted) {
        return wanted.entrySet().stream()
                .allMatch(
                        one -> consumer.position(one.getKey()) >= one.getValue().to());
    }

    /** The value of a record; empty if it has none, or one that is no {@code T}. */
    public static <T> Optional<T> value(JsonSerde<T> serde, ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(record.value()).map(serde::read);
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        consumer.close();
    }
}
