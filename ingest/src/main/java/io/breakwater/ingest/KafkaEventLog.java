package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.schemas.CloudEvent;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.EventType;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code registry.events}, written by an idempotent producer that waits for all replicas. */
final class KafkaEventLog implements EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventLog.class);
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final Duration WARM_UP_PAUSE = Duration.ofMillis(500);

    private final KafkaProducer<byte[], byte[]> producer;
    private final Duration acknowledgement;
    private final Circuit circuit = new Circuit(System::nanoTime);
    private final Thread warmUp;
    private volatile boolean warm;

    KafkaEventLog(Map<String, Object> kafka, Duration acknowledgement) {
        this.acknowledgement = acknowledgement;
        this.producer = new KafkaProducer<>(
                settings(kafka, acknowledgement), new ByteArraySerializer(), new ByteArraySerializer());
        this.warmUp = Thread.ofVirtual().name("ingest-warm-up").start(this::warmUp);
    }

    private static Map<String, Object> settings(Map<String, Object> kafka, Duration acknowledgement) {
        var settings = new HashMap<String, Object>(kafka);
        var delivery = (int) acknowledgement.toMillis();
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Topic.LONGEST_RECORD);
        settings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 1_000);
        settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, delivery);
        settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 200);
        settings.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        // The default drops what is known of a lone broker when it is away, and then every send blocks (measured).
        settings.put("metadata.recovery.strategy", "none");
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        return settings;
    }

    /** The first send would wait for metadata; ask for them before the first webhook comes, for as long as it takes. */
    private void warmUp() {
        while (!warm) {
            try {
                warm = !producer.partitionsFor(Topic.REGISTRY_EVENTS.topicName())
                        .isEmpty();
            } catch (KafkaException | IllegalStateException e) {
                LOG.atDebug().addKeyValue("cause", e.toString()).log("The log can't be reached yet");
                try {
                    Thread.sleep(WARM_UP_PAUSE);
                } catch (InterruptedException stopped) {
                    return;
                }
            }
        }
    }

    @Override
    public CompletionStage<Coordinates> append(RegistryEvent event) {
        if (!circuit.letsThrough()) {
            return CompletableFuture.failedFuture(new LogUnavailable("the log did not take the last events"));
        }
        var appended = new CompletableFuture<Coordinates>();
        try {
            var _ = producer.send(record(event), (metadata, error) -> {
                if (error == null) {
                    appended.complete(new Coordinates(metadata.topic(), metadata.partition(), metadata.offset()));
                } else {
                    appended.completeExceptionally(new LogUnavailable(String.valueOf(error.getMessage())));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            appended.completeExceptionally(new LogUnavailable(String.valueOf(e.getMessage())));
        }
        // The producer has the same limit, but starts to count when the record has found its batch.
        return appended.orTimeout(acknowledgement.toMillis() + 200, TimeUnit.MILLISECONDS)
                .whenComplete((_, error) -> circuit.record(error == null));
    }

    private static ProducerRecord<byte[], byte[]> record(RegistryEvent event) {
        var origin = event.origin();
        var record = new ProducerRecord<>(
                Topic.REGISTRY_EVENTS.topicName(), event.key().getBytes(UTF_8), EVENTS.write(event));
        new CloudEvent(
                        origin.eventId(),
                        EventType.of(event.getClass()),
                        origin.source(),
                        origin.occurredAt(),
                        event.key())
                .writeTo(record.headers());
        return record;
    }

    @Override
    public boolean isReady() {
        return warm && circuit.isClosed();
    }

    @Override
    public void close() {
        warmUp.interrupt();
        producer.close(acknowledgement);
    }
}
