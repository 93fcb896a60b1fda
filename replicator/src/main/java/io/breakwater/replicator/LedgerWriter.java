package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.schemas.CloudEvent;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.EventType;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes ledger records, dead letters and offsets in one transaction (invariant 2). Used by the poll thread alone, so the
 * assignment, the frontier and the group's epoch agree.
 */
final class LedgerWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);
    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);
    private static final JsonSerde<DeadLetter> DEAD_LETTERS = JsonSerde.of(DeadLetter.class);

    private final Producer<byte[], byte[]> producer;
    private final BooleanSupplier stopping;
    private final String source;
    private volatile Optional<String> trouble = Optional.empty();

    /** Fences every earlier process of the same instance, and aborts what it left open. */
    LedgerWriter(ReplicatorConfig config, BooleanSupplier stopping) {
        this(
                new KafkaProducer<>(settings(config), new ByteArraySerializer(), new ByteArraySerializer()),
                config.instanceId(),
                stopping);
    }

    /** @param producer this closes it */
    LedgerWriter(Producer<byte[], byte[]> producer, String instance, BooleanSupplier stopping) {
        this.stopping = stopping;
        this.source = "/replicator/" + instance;
        this.producer = producer;
        try {
            initTransactions();
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e;
        }
    }

    private void initTransactions() {
        while (true) {
            try {
                producer.initTransactions();
                return;
            } catch (TimeoutException e) {
                throwIfStopping(e);
                LOG.atWarn().addKeyValue("cause", e.getMessage()).log("The broker does not answer, asking again");
            }
        }
    }

    private static Map<String, Object> settings(ReplicatorConfig config) {
        var settings = new HashMap<String, Object>(config.kafka());
        settings.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, config.groupId() + "-" + config.instanceId());
        settings.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.LONGEST_RECORD);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // The default of 100 ms is what the next transaction waits when the last one is still being completed.
        settings.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return settings;
    }

    /** Why nothing could be recorded the last time, for a person; empty while all is well. For any thread. */
    Optional<String> trouble() {
        return trouble;
    }

    /** There is nothing that waits to be recorded. */
    void forgetTrouble() {
        trouble = Optional.empty();
    }

    /**
     * Records the results and the offsets, both or neither.
     *
     * @return whether they are recorded; if not, nothing is, and the same call may be made again after the next poll
     * @throws KafkaException if this process must not go on (fenced, not authorised, or asked to stop while the outcome
     *     is unknown); what was handed over will be worked on again by whoever owns the partitions then
     */
    boolean commit(List<Settled> results, Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
        try {
            producer.beginTransaction();
            results.forEach(this::send);
            producer.sendOffsetsToTransaction(offsets, group);
        } catch (KafkaException e) {
            throwIfFatal(e);
            abort(e);
            return false;
        }
        return finish();
    }

    private void send(Settled settled) {
        var ledger = settled.ledger();
        var key = settled.job().lane();
        // The cause's own partition: what concerns a name stays together whatever partitioner its writer used.
        write(Topic.REPLICATION_LEDGER, key, ledger, LEDGER.write(ledger), EventType.of(LedgerRecord.class));
        settled.deadLetter()
                .ifPresent(letter -> write(
                        Topic.REPLICATION_DEAD_LETTERS,
                        key,
                        ledger,
                        DEAD_LETTERS.write(letter),
                        EventType.of(DeadLetter.class)));
    }

    private void write(Topic topic, String key, LedgerRecord ledger, byte[] value, String type) {
        var record = new ProducerRecord<>(topic.topicName(), ledger.cause().partition(), key.getBytes(UTF_8), value);
        new CloudEvent(ledger.cause().toString(), type, source, ledger.recordedAt(), key).writeTo(record.headers());
        // A failed send fails the commit, so nobody has to wait for it here.
        var _ = producer.send(record);
    }

    /** A commit that timed out may have happened; only asking again tells. */
    private boolean finish() {
        while (true) {
            try {
                producer.commitTransaction();
                trouble = Optional.empty();
                return true;
            } catch (TimeoutException e) {
                throwIfStopping(e);
                tell(e);
                LOG.atWarn().addKeyValue("cause", e.getMessage()).log("Ledger commit timed out, asking again");
            } catch (KafkaException e) {
                throwIfFatal(e);
                abort(e);
                return false;
            }
        }
    }

    private void tell(KafkaException because) {
        trouble = Optional.of("Nothing can be written to the ledger: " + because.getMessage());
    }

    private void abort(KafkaException because) {
        tell(because);
        LOG.atWarn().addKeyValue("cause", because.toString()).log("Ledger transaction aborted, will be tried again");
        while (true) {
            try {
                producer.abortTransaction();
                return;
            } catch (TimeoutException e) {
                throwIfStopping(e);
            }
        }
    }

    private void throwIfStopping(KafkaException e) {
        if (stopping.getAsBoolean()) {
            throw e;
        }
    }

    private static void throwIfFatal(KafkaException e) {
        if (e instanceof ProducerFencedException
                || e instanceof InvalidProducerEpochException
                || e instanceof OutOfOrderSequenceException
                || e instanceof AuthorizationException
                || e instanceof AuthenticationException
                || e instanceof UnsupportedVersionException) {
            throw e;
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(5));
    }
}
