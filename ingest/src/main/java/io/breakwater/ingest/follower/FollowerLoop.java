package io.breakwater.ingest.follower;

import io.breakwater.ingest.follower.core.Cursor;
import io.breakwater.ingest.rest.HarborApi;
import io.breakwater.schemas.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The follower's thread: a seat in the group, and the work while it is ours. Partitions are only what the group shares out;
 * nothing is read from them here, so all are paused.
 */
final class FollowerLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FollowerLoop.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(2);
    private static final Duration LONGEST_CLOSE = Duration.ofSeconds(3);

    /** While Harbor is away. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** While the log is not ours to read: somebody has to give a permission first. */
    private static final Duration WHILE_UNAVAILABLE = Duration.ofMinutes(1);

    private final FollowerConfig config;
    private final Future<?> topics;
    private final FollowerMeters meters;
    private final Trouble trouble;
    private final Duration longestDoubt;
    private Optional<Leader> leader = Optional.empty();
    private Duration pause = Duration.ZERO;
    private long nextRound = System.nanoTime();

    /**
     * @param topics done when there are topics
     * @param longestDoubt as {@link Leader#LONGEST_DOUBT}
     */
    FollowerLoop(
            FollowerConfig config, Future<?> topics, FollowerMeters meters, Trouble trouble, Duration longestDoubt) {
        this.config = config;
        this.topics = topics;
        this.meters = meters;
        this.trouble = trouble;
        this.longestDoubt = longestDoubt;
    }

    @Override
    @SuppressWarnings("Interruption") // the thread ends here, and with it its interrupt
    public void run() {
        try (var api = new HarborApi(config.harbor())) {
            topics.get();
            var auditLog = new AuditLog(api);
            while (true) {
                follow(auditLog);
                // Brokers that are away can only be asked again.
                Thread.sleep(AFTER_A_FAULT);
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.atDebug().log("The audit log is no longer followed");
        } catch (ExecutionException | CancellationException e) {
            LOG.atWarn().log("The audit log is not followed: the topics could not be made");
        }
    }

    /** Returns when the brokers fail us in a way that a new consumer may mend. */
    private void follow(AuditLog auditLog) throws InterruptedException {
        var consumer = new KafkaConsumer<>(settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            consumer.subscribe(List.of(Topic.REGISTRY_EVENTS.topicName()), new Seat(consumer));
            while (true) {
                turn(consumer, auditLog);
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            var _ = trouble.seen(Trouble.WRITING, "the follower's group can't be joined: " + e);
        } finally {
            // With an interrupt pending the group would not be told, and the seat be empty until our session ends.
            Thread.interrupted();
            step();
            consumer.close(CloseOptions.timeout(LONGEST_CLOSE));
        }
    }

    private Map<String, Object> settings() {
        var settings = new HashMap<String, Object>();
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "breakwater-follower");
        settings.putAll(config.kafka());
        settings.put(ConsumerConfig.GROUP_ID_CONFIG, config.group());
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 15_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 3_000);
        // A Harbor that takes its time for each of a hundred tags.
        settings.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 600_000);
        return settings;
    }

    private void turn(KafkaConsumer<byte[], byte[]> consumer, AuditLog auditLog) throws InterruptedException {
        var wait = Duration.ofNanos(Math.max(0, nextRound - System.nanoTime()));
        consumer.poll(wait.compareTo(POLL) < 0 ? wait.plusMillis(1) : POLL);
        if (!consumer.assignment().contains(FollowerLog.SEAT)) {
            step();
            // Before it has joined it knows of nobody who could do better.
            if (consumer.groupMetadata().generationId() >= 0) {
                trouble.forget();
            }
        } else if (System.nanoTime() - nextRound >= 0) {
            round(consumer, auditLog);
            nextRound = System.nanoTime() + pause.toNanos();
        }
    }

    private void round(KafkaConsumer<byte[], byte[]> consumer, AuditLog auditLog) throws InterruptedException {
        try {
            var round = lead(consumer, auditLog).round();
            trouble.over(Trouble.READING);
            trouble.over(Trouble.WRITING);
            pause = round == Round.MORE ? Duration.ZERO : config.pace().interval();
        } catch (IOException e) {
            var _ = trouble.seen(Trouble.READING, String.valueOf(e.getMessage()));
            pause = longer(pause);
        } catch (AuditLog.Unavailable e) {
            var _ = trouble.seen(Trouble.READING, String.valueOf(e.getMessage()));
            // Where it has read on in vain, the next one begins where the log was last known to be shown.
            leader.filter(Leader::wasShownTheLog).ifPresent(_ -> step());
            pause = WHILE_UNAVAILABLE;
        } catch (InterruptException e) {
            throw e;
        } catch (Leader.Deposed | CommitFailedException | ProducerFencedException | InvalidProducerEpochException e) {
            LOG.atInfo().addKeyValue("cause", e.toString()).log("This process stops following for now");
            step();
            pause = AFTER_A_FAULT;
        } catch (KafkaException e) {
            var _ = trouble.seen(Trouble.WRITING, e.toString());
            step();
            pause = AFTER_A_FAULT;
        }
    }

    /** Up, if we were not. */
    private Leader lead(KafkaConsumer<byte[], byte[]> consumer, AuditLog auditLog) {
        if (leader.isPresent()) {
            return leader.get();
        }
        var next = new Leader(
                config,
                auditLog,
                meters,
                trouble,
                () -> cursor(consumer),
                () -> membership(consumer),
                Leader.LONGEST_ASKING,
                longestDoubt);
        leader = Optional.of(next);
        LOG.atInfo()
                .addKeyValue("registry", config.harbor().host())
                .log("This process is to follow Harbor's audit log");
        return next;
    }

    private Duration longer(Duration last) {
        var twice = last.multipliedBy(2);
        var least = config.pace().interval();
        return twice.compareTo(least) < 0 ? least : twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
    }

    private static Optional<Cursor> cursor(KafkaConsumer<byte[], byte[]> consumer) {
        return Optional.ofNullable(consumer.committed(Set.of(FollowerLog.SEAT)).get(FollowerLog.SEAT))
                .flatMap(committed -> Cursor.of(committed.metadata()));
    }

    /** Polls, which keeps us in the group and tells whether the seat is ours still. */
    private static Optional<ConsumerGroupMetadata> membership(KafkaConsumer<byte[], byte[]> consumer) {
        consumer.poll(Duration.ZERO);
        return consumer.assignment().contains(FollowerLog.SEAT)
                ? Optional.of(consumer.groupMetadata())
                : Optional.empty();
    }

    /** Down, if we were up. */
    private void step() {
        leader.ifPresent(Leader::close);
        leader = Optional.empty();
    }

    /** Who owns the first partition follows. */
    private static final class Seat implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;

        Seat(KafkaConsumer<byte[], byte[]> consumer) {
            this.consumer = consumer;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(consumer.assignment());
        }

        /** The work under way finds out at its next commit; nothing is written without the group's word. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            LOG.atDebug().addKeyValue("partitions", partitions).log("The seats are shared out anew");
        }
    }
}
