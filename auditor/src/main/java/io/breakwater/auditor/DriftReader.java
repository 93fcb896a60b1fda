package io.breakwater.auditor;

import io.breakwater.schemas.DriftVerdict;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Reads the present verdicts from {@code audit.drift}, without joining any group. */
public final class DriftReader {
    private static final String TOPIC = Topic.AUDIT_DRIFT.topicName();
    private static final Duration POLL = Duration.ofMillis(200);
    private static final JsonSerde<DriftVerdict> VERDICTS = JsonSerde.of(DriftVerdict.class);

    private final Consumer<String, byte[]> consumer;
    private final String brokers;
    private final Duration timeout;
    private final Instant deadline;
    private final Map<String, DriftVerdict> verdicts = new TreeMap<>();

    private DriftReader(Consumer<String, byte[]> consumer, String brokers, Duration timeout) {
        this.consumer = consumer;
        this.brokers = brokers;
        this.timeout = timeout;
        this.deadline = Instant.now().plus(timeout);
    }

    /**
     * The verdict on each image that has one, sorted by key, as it stood when the call began or later.
     *
     * @param kafka {@code bootstrap.servers} and security settings
     * @param timeout for the whole of it
     * @throws AuditorFault if no broker answers, the topic does not exist, a verdict can't be read, or time runs out
     */
    public static List<DriftVerdict> read(Map<String, Object> kafka, Duration timeout) {
        var brokers = Brokers.of(kafka);
        try (var consumer =
                new KafkaConsumer<>(settings(kafka, timeout), new StringDeserializer(), new ByteArrayDeserializer())) {
            return new DriftReader(consumer, brokers, timeout).read();
        } catch (KafkaException e) {
            throw new AuditorFault(
                    "Cannot read " + TOPIC + " at " + brokers + ": " + e
                            + ". Check that a broker runs there and lets this client in.",
                    e);
        }
    }

    private static Map<String, Object> settings(Map<String, Object> kafka, Duration timeout) {
        var settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(timeout.toMillis()));
        return settings;
    }

    private List<DriftVerdict> read() {
        var partitions = partitions();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var ends = consumer.endOffsets(partitions);
        while (!isAtEnd(ends)) {
            if (Instant.now().isAfter(deadline)) {
                throw new AuditorFault("Cannot read all of " + TOPIC + " at " + brokers + " within "
                        + timeout.toSeconds() + " s; allow more time, or check the broker.");
            }
            consumer.poll(POLL).forEach(this::take);
        }
        return List.copyOf(verdicts.values());
    }

    private List<TopicPartition> partitions() {
        var partitions = consumer.partitionsFor(TOPIC).stream()
                .map(partition -> new TopicPartition(TOPIC, partition.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new AuditorFault("There is no topic " + TOPIC + " at " + brokers
                    + ", so no auditor has judged anything there. Check the address, or start the auditor.");
        }
        return partitions;
    }

    private boolean isAtEnd(Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private void take(ConsumerRecord<String, byte[]> record) {
        if (record.value() == null) {
            verdicts.remove(record.key());
        } else {
            verdicts.put(record.key(), verdict(record));
        }
    }

    /** A verdict left out would look like no drift, so one that can't be read ends it. */
    private static DriftVerdict verdict(ConsumerRecord<String, byte[]> record) {
        try {
            return VERDICTS.read(record.value());
        } catch (SerializationException e) {
            throw new AuditorFault(
                    "Cannot read the verdict at " + record.topic() + "/" + record.partition() + "@" + record.offset()
                            + ": " + e.getMessage() + ". Was it written by a newer version of Breakwater?",
                    e);
        }
    }
}
