package io.breakwater.ingest.follower;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.ingest.follower.core.Cursor;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

/** Commits that fail as {@code KafkaProducer} says they may, which real brokers do not do on demand. */
class FollowerLogTest {
    private final MockProducer<byte[], byte[]> producer = new MockProducer<>();

    @Test
    void commitThatTimedOutIsNotAborted() {
        try (var log = new FollowerLog(producer)) {
            producer.commitTransactionException = new TimeoutException("timed out");

            assertThrows(TimeoutException.class, () -> commit(log));
            assertFalse(producer.transactionAborted());
        }
    }

    @Test
    void whatTimedOutBeforeTheCommitIsAborted() {
        try (var log = new FollowerLog(producer)) {
            producer.sendOffsetsToTransactionException = new TimeoutException("timed out");

            assertThrows(TimeoutException.class, () -> commit(log));
            assertTrue(producer.transactionAborted());
        }
    }

    @Test
    void abortThatIsRefusedLeavesTheFirstFault() {
        try (var log = new FollowerLog(producer)) {
            producer.commitTransactionException = new KafkaException("the first fault");
            producer.abortTransactionException = new IllegalStateException("no transaction to abort");

            var fault = assertThrows(KafkaException.class, () -> commit(log));

            assertTrue(String.valueOf(fault.getMessage()).contains("the first fault"), fault::toString);
        }
    }

    private static void commit(FollowerLog log) {
        try (var consumer = new MockConsumer<byte[], byte[]>("latest")) {
            log.commit(List.of(), new Cursor(Instant.EPOCH, Instant.EPOCH), 0, consumer.groupMetadata());
        }
    }
}
