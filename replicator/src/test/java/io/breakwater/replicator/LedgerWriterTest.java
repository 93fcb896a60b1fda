package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.replicator.core.Frontier;
import io.breakwater.replicator.core.Plan;
import io.breakwater.schemas.Topic;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of a transaction that does not go well. The producer is Kafka's own mock, since no broker fails at the call
 * that is wanted; {@link LedgerFaultsIT} and {@link CrashIT} have a real one.
 */
class LedgerWriterTest {
    private static final TopicPartition PARTITION = new TopicPartition(Topic.REGISTRY_EVENTS.topicName(), 0);
    private static final ConsumerGroupMetadata GROUP = new MockConsumer<>("earliest").groupMetadata();
    private static final Map<TopicPartition, OffsetAndMetadata> OFFSETS = Map.of(PARTITION, new OffsetAndMetadata(8));

    /** It cannot be read, so it has a dead letter too. */
    private static final List<String> BOTH =
            List.of(Topic.REPLICATION_LEDGER.topicName(), Topic.REPLICATION_DEAD_LETTERS.topicName());

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, new RoundRobinPartitioner(), new ByteArraySerializer(), new ByteArraySerializer());

    /** Whoever waits for a broker asks this each time, so it counts how often one was asked again. */
    private final AtomicInteger timeOuts = new AtomicInteger();

    private boolean stopping;

    @Test
    void recordsAndOffsetsAreCommittedTogether() {
        assertTrue(commit(writer()));

        assertEquals(BOTH, topics());
        assertEquals(List.of(Map.of(GROUP.groupId(), OFFSETS)), producer.consumerGroupOffsetsHistory());
    }

    /** It may have happened, so an abort would be wrong, and a second transaction might record everything twice. */
    @Test
    void aCommitThatTimedOutIsAskedForAgain() {
        var writer = writer();
        producer.commitTransactionException = new TimeoutException("no answer");

        assertTrue(commit(writer));

        assertEquals(1, timeOuts.get());
        assertFalse(producer.transactionAborted());
        assertEquals(BOTH, topics());
    }

    @Test
    void whoIsToStopDoesNotWaitForACommitForEver() {
        var writer = writer();
        producer.commitTransactionException = new TimeoutException("no answer");
        stopping = true;

        assertThrows(TimeoutException.class, () -> commit(writer));
    }

    @Test
    void aCommitThatFailedIsAbortedAndMayBeMadeAgain() {
        var writer = writer();
        producer.commitTransactionException = new KafkaException("a send has failed");

        assertFalse(commit(writer));
        assertTrue(producer.transactionAborted());
        assertEquals(List.of(), producer.history());

        producer.commitTransactionException = null;
        assertTrue(commit(writer));
        assertEquals(BOTH, topics());
    }

    @Test
    void troubleIsSaidUntilSomethingIsRecordedOrNothingWaitsForIt() {
        var writer = writer();
        assertEquals(Optional.empty(), writer.trouble());

        producer.commitTransactionException = new KafkaException("a send has failed");
        assertFalse(commit(writer));
        assertEquals(Optional.of("Nothing can be written to the ledger: a send has failed"), writer.trouble());
        writer.forgetTrouble();
        assertEquals(Optional.empty(), writer.trouble());

        assertFalse(commit(writer));
        producer.commitTransactionException = null;
        assertTrue(commit(writer));
        assertEquals(Optional.empty(), writer.trouble());
    }

    @Test
    void offsetsOfAGroupThatHasMovedOnAreAborted() {
        var writer = writer();
        producer.sendOffsetsToTransactionException = new CommitFailedException("another generation");

        assertFalse(commit(writer));
        assertTrue(producer.transactionAborted());
        assertEquals(List.of(), producer.history());
    }

    @Test
    void anAbortThatTimedOutIsAskedForAgain() {
        var writer = writer();
        producer.commitTransactionException = new KafkaException("a send has failed");
        producer.abortTransactionException = new TimeoutException("no answer");

        assertFalse(commit(writer));
        assertEquals(1, timeOuts.get());
        assertTrue(producer.transactionAborted());
    }

    /** Another process has our name, or we may not write: nothing is sent any more, not even an abort. */
    @ParameterizedTest
    @MethodSource
    void whoMustNotGoOnDoesNot(KafkaException fatal) {
        var writer = writer();
        producer.commitTransactionException = fatal;

        assertEquals(fatal, assertThrows(KafkaException.class, () -> commit(writer)));
        assertFalse(producer.transactionAborted());
        assertFalse(producer.transactionCommitted());
    }

    static Stream<KafkaException> whoMustNotGoOnDoesNot() {
        return Stream.of(
                new ProducerFencedException("another has our transactional id"),
                new InvalidProducerEpochException("another has our transactional id"),
                new OutOfOrderSequenceException("records are lost"),
                new TopicAuthorizationException("replication.ledger"));
    }

    @Test
    void aBrokerThatIsNotThereYetIsWaitedFor() {
        producer.initTransactionException = new TimeoutException("no answer");

        assertTrue(commit(writer()));
        assertEquals(1, timeOuts.get());
    }

    private LedgerWriter writer() {
        return new LedgerWriter(producer, "one", () -> {
            timeOuts.incrementAndGet();
            producer.initTransactionException = null;
            producer.abortTransactionException = null;
            if (!stopping) {
                producer.commitTransactionException = null;
            }
            return stopping;
        });
    }

    private static boolean commit(LedgerWriter writer) {
        return writer.commit(List.of(settled()), OFFSETS, GROUP);
    }

    /** Of what was committed. */
    private List<String> topics() {
        return producer.history().stream().map(ProducerRecord::topic).toList();
    }

    private static Settled settled() {
        var record = new ConsumerRecord<>(
                PARTITION.topic(), PARTITION.partition(), 7, "library/app:v1".getBytes(UTF_8), new byte[] {'{'});
        var job = Job.of(new Assignment(PARTITION, Frontier.at(7)), record, Settings.RULES);
        return new Settlement("one", "standby.example.io").rejected(job, ((Plan.Reject) job.plan()).reason());
    }
}
