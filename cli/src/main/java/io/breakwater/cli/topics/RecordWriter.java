package io.breakwater.cli.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.schemas.CloudEvent;
import io.breakwater.schemas.EventType;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Topic;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Writes an operator's requests, and the record of what the operator did. Confined to one thread. */
public final class RecordWriter implements AutoCloseable {
    private static final JsonSerde<ReplicationRequest> REQUESTS = JsonSerde.of(ReplicationRequest.class);
    private static final JsonSerde<OperationRecord> OPERATIONS = JsonSerde.of(OperationRecord.class);
    private static final String SOURCE = "/cli";

    private final Producer<byte[], byte[]> producer;

    private RecordWriter(Producer<byte[], byte[]> producer) {
        this.producer = producer;
    }

    public static RecordWriter open(Map<String, Object> kafka) {
        return new RecordWriter(
                new KafkaProducer<>(settings(kafka), new ByteArraySerializer(), new ByteArraySerializer()));
    }

    private static Map<String, Object> settings(Map<String, Object> kafka) {
        var settings = new HashMap<>(kafka);
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.LONGEST_RECORD);
        // Each record is waited for, so there is never another to wait with it.
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 15_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 30_000);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ProducerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        return settings;
    }

    /**
     * Publishes a request. Returns when it is written: what is counted as published is published.
     *
     * @param partition of the event that it is about, so that the two stay together whoever wrote that event; absent where
     *     there is none, then the key decides as it does for events
     * @param headers beside those of a CloudEvent
     */
    public void request(ReplicationRequest request, Optional<Integer> partition, Map<String, String> headers) {
        var key = request.image().key();
        var provenance = request.provenance();
        var record = new ProducerRecord<>(
                Topic.REPLICATION_REQUESTS.topicName(),
                partition.orElse(null),
                key.getBytes(UTF_8),
                REQUESTS.write(request));
        new CloudEvent(provenance.requestId(), EventType.of(request.getClass()), SOURCE, provenance.requestedAt(), key)
                .writeTo(record.headers());
        headers.forEach((name, value) -> record.headers().add(name, value.getBytes(UTF_8)));
        send(record);
    }

    /** Writes down what an operator did. Returns when it is written. */
    public void operation(String key, OperationRecord operation) {
        var record = new ProducerRecord<>(
                Topic.OPERATIONS_AUDIT.topicName(), key.getBytes(UTF_8), OPERATIONS.write(operation));
        new CloudEvent(operation.operationId(), EventType.of(OperationRecord.class), SOURCE, operation.at(), key)
                .writeTo(record.headers());
        send(record);
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        try {
            producer.send(record).get();
        } catch (ExecutionException e) {
            throw new KafkaException("a record of " + record.topic() + " was not written: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
