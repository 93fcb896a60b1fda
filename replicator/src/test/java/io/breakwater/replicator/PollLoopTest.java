package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.registry.Registry;
import io.breakwater.replicator.core.CancelledBatches;
import io.breakwater.replicator.core.Plan;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Topic;
import io.breakwater.testkit.Await;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What becomes of the results of an assignment that is gone. A broker checks the epoch of a commit and not who owns the
 * partition, so it would take them. The clients are Kafka's own mocks, since no broker takes a partition at the moment that is
 * wanted; {@link CrashIT} and {@link FrozenReplicatorIT} have a real one.
 */
class PollLoopTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topic.REGISTRY_EVENTS.topicName(), 0);
    private static final JsonSerde<LedgerRecord> LEDGER = JsonSerde.of(LedgerRecord.class);

    private final Taken consumer = new Taken();
    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());
    private final Stubborn jobs = new Stubborn();
    private final Registry primary = new Registry(Settings.plain("127.0.0.1:1"));
    private final Registry standby = new Registry(Settings.plain("127.0.0.1:2"));
    private final PollLoop loop = loop();

    private PollLoop loop() {
        var limits = Settings.LIMITS;
        var config = new ReplicatorConfig(Map.of(), "replicator", "one", primary, standby, Settings.RULES, limits);
        return new PollLoop(
                consumer,
                new LedgerWriter(producer, "one", () -> false),
                jobs,
                new Circuits(primary, standby, limits.backoff(), Refusers.of(config)),
                new Lease(Duration.ofHours(1), () -> 0, System::nanoTime),
                new CancelledBatches(),
                new UnderWay(Duration.ofMinutes(1)),
                config,
                new ReplicatorMeters(new SimpleMeterRegistry()),
                () -> false);
    }

    @BeforeEach
    void offsetZeroIsAtWork() {
        loop.subscribe();
        own(0);
        read(0);
        Await.until("the job at work", () -> turn() && jobs.begun.contains(0L));
    }

    @AfterEach
    void close() {
        jobs.end(0);
        jobs.end(1);
        primary.close();
        standby.close();
    }

    /** It has passed its last look, and no interrupt stops it any more. Meanwhile somebody else has recorded its outcome. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resultThatComesAfterItsPartitionHasGoneAndComeBackIsDropped(boolean lost) {
        consumer.losing = lost;
        consumer.rebalance(List.of());
        own(1);
        read(1);
        turn();

        jobs.end(0);
        // Of the same lane: when it begins, the loop has the result of the one before it.
        Await.until("the next job at work", () -> turn() && jobs.begun.contains(1L));
        jobs.end(1);

        Await.until("a record", () -> turn() && !recorded().isEmpty());
        onlyOffsetOneIsRecorded();
    }

    /** The transaction that held it was aborted, for whatever reason, and it would go along with the next one. */
    @Test
    void resultThatWaitsForTheLedgerWhenItsPartitionGoesIsDropped() {
        resultWaitsForTheLedger();
        consumer.losing = true;
        consumer.rebalance(List.of());

        own(1);
        read(1);
        jobs.end(1);

        Await.until("a record", () -> turn() && !recorded().isEmpty());
        onlyOffsetOneIsRecorded();
    }

    /** A partition that is asked back is still ours while the callback runs: what is done goes into the ledger before. */
    @Test
    void resultThatIsThereWhenItsPartitionIsRevokedIsRecorded() {
        resultWaitsForTheLedger();

        consumer.rebalance(List.of());

        assertEquals(List.of(0L), recorded());
        assertEquals(List.of(1L), committed());
    }

    private void resultWaitsForTheLedger() {
        producer.commitTransactionException = new KafkaException("no");
        jobs.end(0);
        Await.until("an abort", () -> turn() && producer.transactionAborted());
        producer.commitTransactionException = null;
    }

    private boolean turn() {
        loop.turn();
        return true;
    }

    private void onlyOffsetOneIsRecorded() {
        assertEquals(List.of(1L), recorded());
        assertEquals(List.of(2L), committed());
    }

    /** Of the causes in the ledger, as a read-committed consumer sees it. */
    private List<Long> recorded() {
        return producer.history().stream()
                .filter(record -> record.topic().equals(Topic.REPLICATION_LEDGER.topicName()))
                .map(record -> LEDGER.read(record.value()).cause().offset())
                .toList();
    }

    /** What each transaction committed of the partition. */
    private List<Long> committed() {
        return producer.consumerGroupOffsetsHistory().stream()
                .map(groups -> Objects.requireNonNull(
                        groups.get(consumer.groupMetadata().groupId())))
                .map(offsets -> Objects.requireNonNull(offsets.get(PARTITION)).offset())
                .toList();
    }

    /** The partition is given to us by a broker that knows of everything before {@code offset}. */
    private void own(long offset) {
        consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset, "")));
        consumer.rebalance(List.of(PARTITION));
    }

    private void read(long offset) {
        consumer.addRecord(new ConsumerRecord<>(
                PARTITION.topic(), PARTITION.partition(), offset, "library/app:v1".getBytes(UTF_8), new byte[] {'{'}));
    }

    /** Kafka's own double, that can take partitions also without asking. */
    private static final class Taken extends MockConsumer<byte[], byte[]> {
        private boolean losing;

        Taken() {
            super("earliest");
        }

        @Override
        public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
            super.subscribe(topics, new ConsumerRebalanceListener() {
                @Override
                public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                    listener.onPartitionsAssigned(partitions);
                }

                @Override
                public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                    if (partitions.isEmpty()) {
                        return;
                    }
                    if (losing) {
                        listener.onPartitionsLost(partitions);
                    } else {
                        listener.onPartitionsRevoked(partitions);
                    }
                }
            });
        }
    }

    /** Finds that a record can't be read as soon as it is let, whoever interrupts it. */
    private static final class Stubborn implements Settler {
        private final Set<Long> begun = ConcurrentHashMap.newKeySet();
        private final Map<Long, CountDownLatch> ends = new ConcurrentHashMap<>();
        private final Settlement settlement = new Settlement("one", "standby.example.io");

        void end(long offset) {
            latch(offset).countDown();
        }

        private CountDownLatch latch(long offset) {
            return ends.computeIfAbsent(offset, _ -> new CountDownLatch(1));
        }

        @Override
        public Worker.End settle(List<Job> jobs) {
            var settled = new ArrayList<Settled>();
            for (var job : jobs) {
                var offset = job.record().offset();
                begun.add(offset);
                awaitUninterruptibly(latch(offset));
                settled.add(settlement.rejected(job, ((Plan.Reject) job.plan()).reason()));
            }
            return new Worker.End.Done(settled);
        }

        @SuppressWarnings("Interruption") // what this is about: a job that an interrupt does not reach
        private static void awaitUninterruptibly(CountDownLatch end) {
            while (true) {
                try {
                    end.await();
                    return;
                } catch (InterruptedException e) {
                    // It goes on, as one does whose last request is under way.
                }
            }
        }

        @Override
        public Backfills<Job> backfills() {
            return new Backfills<>(() -> 1, () -> 0);
        }
    }
}
