package io.breakwater.ingest.follower;

import io.breakwater.ingest.follower.core.Cursor;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events and cursor, both or neither. One transactional id for the whole group: whoever opens this shuts out all that had it
 * open before, so a follower that was stopped and goes on writes nothing. Confined to one thread.
 */
final class FollowerLog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowerLog.class);

    /** The partition whose owner in the group is the follower, and beside whose offset the cursor is kept. */
    static final TopicPartition SEAT = new TopicPartition(Topic.REGISTRY_EVENTS.topicName(), 0);

    private final Producer<byte[], byte[]> producer;

    /** Returns when nobody else can write, and all that others have written can be read. @throws KafkaException if not */
    FollowerLog(Map<String, Object> kafka, String group) {
        this(new KafkaProducer<>(settings(kafka, group), new ByteArraySerializer(), new ByteArraySerializer()));
    }

    /** As above, with a producer that has the group's transactional id. */
    FollowerLog(Producer<byte[], byte[]> producer) {
        this.producer = producer;
        try {
            producer.initTransactions();
        } catch (KafkaException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private static Map<String, Object> settings(Map<String, Object> kafka, String group) {
        var settings = new HashMap<String, Object>();
        settings.put(ProducerConfig.CLIENT_ID_CONFIG, "breakwater-follower");
        settings.putAll(kafka);
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // An open transaction holds up everybody who reads these partitions, so one that was left open ends soon.
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 10_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 8_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 8_000);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.LONGEST_RECORD);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return settings;
    }

    /**
     * Writes them. After an exception this is to be closed, and what has become of them is to be read from the topic.
     *
     * @param offset that the group commits for {@link #SEAT}; only people look at it
     * @throws KafkaException if that can't be promised, or somebody else is the follower now
     */
    void commit(List<RegistryEvent> events, Cursor cursor, long offset, ConsumerGroupMetadata group) {
        producer.beginTransaction();
        var ending = false;
        try {
            for (var event : events) {
                // A failed send fails the commit.
                var _ = producer.send(AuditEvents.record(event));
            }
            producer.sendOffsetsToTransaction(Map.of(SEAT, new OffsetAndMetadata(offset, cursor.metadata())), group);
            ending = true;
            producer.commitTransaction();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // A commit that timed out may have happened: it can only be asked for again, not aborted.
            if (!ending || !(e instanceof TimeoutException)) {
                abort();
            }
            throw e;
        }
    }

    /** As well as can be: the brokers do it in the end, but the topic's readers would wait for that. */
    private void abort() {
        try {
            producer.abortTransaction();
        } catch (KafkaException | IllegalStateException e) {
            LOG.atDebug().addKeyValue("cause", e.toString()).log("A transaction is left to the brokers to abort");
        }
    }

    /** A transaction that is open is given up. */
    @Override
    public void close() {
        producer.close(Duration.ZERO);
    }
}
