package io.breakwater.replicator;

import io.breakwater.replicator.core.CancelledBatches;
import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of the batches that operators cancel (decision 0012): reads all of {@code operations.audit}, whichever partitions
 * we work on, and goes on reading. What it has not heard of is copied, which does no harm; so whatever fails here holds up
 * nothing, and is tried again.
 */
final class CancelFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CancelFollower.class);
    private static final JsonSerde<OperationRecord> OPERATIONS = JsonSerde.of(OperationRecord.class);
    private static final String TOPIC = Topic.OPERATIONS_AUDIT.topicName();
    private static final Duration POLL = Duration.ofMillis(200);
    /** While the replicator waits for the first reading, which may fail for a topic that was made a moment ago. */
    private static final Duration FIRST_TRIES = Duration.ofSeconds(1);

    private static final int MOST_FIRST_TRIES = 10;

    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration SHUTDOWN = Duration.ofSeconds(5);

    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final CancelledBatches cancelled;
    private final Duration betweenTries;
    private final CountDownLatch caughtUp = new CountDownLatch(1);

    /** No interrupt: a consumer that is interrupted cannot take its leave of the brokers. */
    private final CountDownLatch stopping = new CountDownLatch(1);

    private volatile Optional<Consumer<byte[], byte[]>> reading = Optional.empty();
    private int failures;

    private final Thread thread = Thread.ofVirtual().name("cancellations").unstarted(this::run);

    private CancelFollower(
            Supplier<Consumer<byte[], byte[]>> consumers, CancelledBatches cancelled, Duration betweenTries) {
        this.consumers = consumers;
        this.cancelled = cancelled;
        this.betweenTries = betweenTries;
    }

    /**
     * @param kafka {@code bootstrap.servers} and security settings
     * @param cancelled is told of them
     */
    static CancelFollower start(Map<String, Object> kafka, CancelledBatches cancelled) {
        return start(() -> consumer(kafka), cancelled, BETWEEN_TRIES);
    }

    static CancelFollower start(
            Supplier<Consumer<byte[], byte[]>> consumers, CancelledBatches cancelled, Duration betweenTries) {
        var follower = new CancelFollower(consumers, cancelled, betweenTries);
        follower.thread.start();
        return follower;
    }

    /**
     * Waits until all that was on record at the start has been read, but not for longer than {@code most}, nor once
     * {@code enough}.
     *
     * @return whether it has been read
     */
    boolean awaitFirst(Duration most, BooleanSupplier enough) {
        var start = System.nanoTime();
        try {
            while (!caughtUp.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                if (enough.getAsBoolean()) {
                    return false;
                }
                if (System.nanoTime() - start > most.toNanos()) {
                    LOG.atWarn().log("It is not known yet which batches are cancelled, going on without");
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean goesOn() {
        return stopping.getCount() > 0;
    }

    private void run() {
        while (goesOn()) {
            try (var consumer = consumers.get()) {
                reading = Optional.of(consumer);
                follow(consumer);
            } catch (RuntimeException | Error e) {
                // An error too: nobody would see that this thread has ended.
                pause(e);
            }
        }
    }

    /**
     * From the beginning, which is older than any request; it is some records a day. Until it is to stop.
     *
     * @throws RuntimeException if the topic can't be read
     */
    private void follow(Consumer<byte[], byte[]> consumer) {
        var partitions = consumer.partitionsFor(TOPIC).stream()
                .map(info -> new TopicPartition(TOPIC, info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new IllegalStateException("there is no topic " + TOPIC);
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var ends = consumer.endOffsets(partitions);
        while (goesOn()) {
            if (caughtUp.getCount() > 0 && isAt(consumer, ends)) {
                caughtUp.countDown();
            }
            cancelled.add(batches(consumer.poll(POLL)));
        }
    }

    private static boolean isAt(Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
        return ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
    }

    private static List<BatchName> batches(ConsumerRecords<byte[], byte[]> records) {
        var batches = new ArrayList<BatchName>();
        records.forEach(record -> batch(record).ifPresent(batches::add));
        return batches;
    }

    /** What can't be read cancels nothing. */
    private static Optional<BatchName> batch(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.ofNullable(record.value()).map(OPERATIONS::read).flatMap(OperationRecord::cancelledBatch);
        } catch (SerializationException e) {
            return Optional.empty();
        }
    }

    private void pause(Throwable because) {
        if (!goesOn()) {
            return;
        }
        failures++;
        var pause = failures > MOST_FIRST_TRIES || betweenTries.compareTo(FIRST_TRIES) < 0 ? betweenTries : FIRST_TRIES;
        LOG.atWarn()
                .addKeyValue("cause", because.toString())
                .addKeyValue("again", pause)
                .log("Which batches are cancelled can't be read, will be tried again");
        try {
            // The brokers can only be asked again.
            var _ = stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> kafka) {
        var settings = new HashMap<>(kafka);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        settings.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.toIntExact(PATIENCE.toMillis()));
        // What is fetched and not polled. A record that is longer comes alone.
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 << 10);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 4 << 20);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public void close() {
        stopping.countDown();
        // A call that waits for the brokers ends at once; one that comes after it looks at the latch.
        reading.ifPresent(Consumer::wakeup);
        try {
            var _ = thread.join(SHUTDOWN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
