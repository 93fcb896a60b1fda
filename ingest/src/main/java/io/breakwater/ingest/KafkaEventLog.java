package io.breakwater.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.schemas.CloudEvent;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.EventType;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.QuarantinedBody;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Topic;
import io.netty.util.HashedWheelTimer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code registry.events}, written by an idempotent producer that waits for all replicas; and the quarantine. */
final class KafkaEventLog implements EventLog, Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventLog.class);
    private static final String TOPIC = Topic.REGISTRY_EVENTS.topicName();
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final JsonSerde<QuarantinedBody> QUARANTINED = JsonSerde.of(QuarantinedBody.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);

    private final Map<String, Object> kafka;
    private final Future<?> topics;
    private final TopicProbe probe;
    private final Duration acknowledgement;
    private final Circuit circuit = new Circuit(System::nanoTime);
    /** Wakes ten times a second, however many wait; {@link CompletableFuture#orTimeout} wakes its thread for each. */
    private final HashedWheelTimer timer = new HashedWheelTimer(
            Thread.ofPlatform().daemon().name("ingest-timer").factory());

    private final Thread watch;
    /** Absent until the topics are there. Written by the watching thread only. */
    private volatile Optional<KafkaProducer<byte[], byte[]>> producer = Optional.empty();

    private volatile boolean warm;
    private final AtomicLong notKept = new AtomicLong();
    private volatile Optional<String> failure = Optional.empty();

    /** @param topics done when there are topics to write to */
    KafkaEventLog(Map<String, Object> kafka, Future<?> topics, Duration acknowledgement) {
        this.kafka = kafka;
        this.topics = topics;
        this.acknowledgement = acknowledgement;
        this.probe = new TopicProbe(kafka, TOPIC);
        this.watch = Thread.ofVirtual().name("ingest-watch").start(this::watch);
    }

    /**
     * Looks after what no webhook may wait for. A first send would wait for metadata, so they are asked for before one
     * comes. And while this instance is not ready, nobody sends it the webhook that would show that the brokers are back.
     */
    private void watch() {
        try {
            topics.get();
            var opened = open();
            producer = Optional.of(opened);
            watchOver(opened);
        } catch (InterruptedException | InterruptException e) {
            LOG.atDebug().log("The log is no longer watched");
        } catch (ExecutionException | CancellationException e) {
            failure = Optional.of("its topics could not be made");
        } catch (KafkaException e) {
            failure = Optional.of(e.getMessage()
                    + (e.getCause() == null ? "" : ": " + e.getCause().getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("The log is no longer watched, which should never be");
            failure = Optional.of("the log is no longer watched: " + e);
        }
    }

    private void watchOver(KafkaProducer<byte[], byte[]> opened) throws InterruptedException {
        var quarantineIsKnown = false;
        while (true) {
            if (!warm) {
                warm = isKnown(opened, TOPIC);
            } else if (!circuit.isClosed() && probe.isServed()) {
                circuit.giveAChance();
            } else if (!quarantineIsKnown) {
                // The first body that is put there would wait for it too, and be dropped.
                quarantineIsKnown = isKnown(opened, Topic.REGISTRY_QUARANTINE.topicName());
            }
            // Brokers that are back can only be asked; this thread does nothing else.
            Thread.sleep(BETWEEN_LOOKS);
        }
    }

    private KafkaProducer<byte[], byte[]> open() {
        return new KafkaProducer<>(
                ProducerSettings.of(kafka, acknowledgement), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static boolean isKnown(KafkaProducer<byte[], byte[]> producer, String topic) {
        try {
            return !producer.partitionsFor(topic).isEmpty();
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.atDebug().addKeyValue("cause", e.toString()).log("The log can't be reached yet");
            return false;
        }
    }

    @Override
    public CompletableFuture<Receipt> publish(RegistryEvent event) {
        if (!circuit.letsThrough()) {
            return CompletableFuture.failedFuture(new LogFault.Unavailable("the log did not take the last events"));
        }
        return producer.map(open -> publish(open, event))
                .orElseGet(() -> CompletableFuture.failedFuture(
                        new LogFault.Unavailable("the brokers have not been reached yet, or their topics not made")));
    }

    @Override
    public void keep(QuarantinedBody body) {
        var open = producer.filter(_ -> isReady());
        if (open.isPresent()) {
            keep(open.get(), body);
        } else {
            notKept("the brokers are away");
        }
    }

    /** How many bodies the quarantine has not got. */
    long notKept() {
        return notKept.get();
    }

    private void keep(KafkaProducer<byte[], byte[]> producer, QuarantinedBody body) {
        try {
            var _ = producer.send(record(body), (_, error) -> {
                if (error != null) {
                    notKept(error.toString());
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            notKept(e.toString());
        }
    }

    private void notKept(String cause) {
        notKept.incrementAndGet();
        LOG.atDebug().addKeyValue("cause", cause).log("A refused body was not kept");
    }

    private CompletableFuture<Receipt> publish(KafkaProducer<byte[], byte[]> producer, RegistryEvent event) {
        var published = new CompletableFuture<Receipt>();
        try {
            limitTime(published);
            var _ = producer.send(record(event), (metadata, error) -> {
                if (error == null) {
                    published.complete(new Receipt.InLog(
                            new Coordinates(metadata.topic(), metadata.partition(), metadata.offset())));
                } else {
                    published.completeExceptionally(fault(error));
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            published.completeExceptionally(fault(e));
        }
        return published.whenComplete((_, error) -> {
            switch (error) {
                case null -> circuit.succeeded();
                // Says something about the record, nothing about the brokers.
                case LogFault.TooLarge _ -> {}
                default -> circuit.failed();
            }
        });
    }

    /** The producer has the same limit, but starts to count when the record has found its batch. */
    private void limitTime(CompletableFuture<Receipt> published) {
        var late = timer.newTimeout(
                _ -> published.completeExceptionally(
                        new LogFault.Unavailable("no acknowledgement within " + acknowledgement)),
                acknowledgement.toMillis() + ProducerSettings.BLOCK_MILLIS,
                TimeUnit.MILLISECONDS);
        var _ = published.whenComplete((_, _) -> late.cancel());
    }

    private static LogFault fault(Exception error) {
        var message = error.getClass().getSimpleName() + ": " + error.getMessage();
        return error instanceof RecordTooLargeException
                ? new LogFault.TooLarge(message)
                : new LogFault.Unavailable(message);
    }

    private static ProducerRecord<byte[], byte[]> record(RegistryEvent event) {
        var origin = event.origin();
        var record = new ProducerRecord<>(TOPIC, event.key().getBytes(UTF_8), EVENTS.write(event));
        new CloudEvent(
                        origin.eventId(),
                        EventType.of(event.getClass()),
                        origin.source(),
                        origin.occurredAt(),
                        event.key())
                .writeTo(record.headers());
        return record;
    }

    private static ProducerRecord<byte[], byte[]> record(QuarantinedBody body) {
        var key = body.digest().value();
        var record = new ProducerRecord<>(
                Topic.REGISTRY_QUARANTINE.topicName(), key.getBytes(UTF_8), QUARANTINED.write(body));
        new CloudEvent(key, EventType.of(QuarantinedBody.class), body.source(), body.receivedAt(), key)
                .writeTo(record.headers());
        return record;
    }

    @Override
    public boolean isReady() {
        return warm && circuit.isClosed();
    }

    @Override
    public Optional<String> failure() {
        return failure;
    }

    @Override
    public void close() {
        watch.interrupt();
        try {
            // It may be opening the producer right now.
            watch.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        producer.ifPresent(open -> open.close(acknowledgement));
        timer.stop();
    }
}
