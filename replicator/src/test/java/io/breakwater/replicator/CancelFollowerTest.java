package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.replicator.core.CancelledBatches;
import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens when {@code operations.audit} can't be read, which no real broker shows at will. */
class CancelFollowerTest {
    private static final TopicPartition PLACE = new TopicPartition("operations.audit", 0);

    private final CancelledBatches cancelled = new CancelledBatches();

    @Test
    void readerThatCannotBeMadeHoldsNothingUp() {
        try (var follower = CancelFollower.start(Map.of("bootstrap.servers", "no-port"), cancelled)) {
            assertFalse(follower.awaitFirst(Duration.ofMillis(1), () -> false));
        }
    }

    @Test
    @Timeout(value = 3, unit = TimeUnit.MINUTES)
    void whoIsToStopDoesNotWaitForTheFirstReading() {
        try (var follower = CancelFollower.start(Map.of("bootstrap.servers", "no-port"), cancelled)) {
            assertFalse(follower.awaitFirst(Duration.ofDays(1), () -> true));
        }
    }

    @Test
    void whatFailsIsTriedAgain() {
        var tries = new AtomicInteger();

        try (var follower = CancelFollower.start(() -> consumer(tries), cancelled, Duration.ofMillis(1))) {
            Await.until(
                    "the cancel, after all failures", () -> cancelled.all().equals(Set.of(new BatchName("sync-1"))));

            assertTrue(follower.awaitFirst(Duration.ofMinutes(3), () -> false));
            assertEquals(5, tries.get());
        }
    }

    private static Consumer<byte[], byte[]> consumer(AtomicInteger tries) {
        return switch (tries.incrementAndGet()) {
            case 1 -> throw new TopicAuthorizationException("operations.audit");
            case 2 -> new MockConsumer<>("earliest");
            case 3 ->
                failing(() -> {
                    throw new IllegalStateException("a bug");
                });
            case 4 ->
                failing(() -> {
                    throw new NoClassDefFoundError("a jar that is gone");
                });
            default -> cancelling();
        };
    }

    private static MockConsumer<byte[], byte[]> cancelling() {
        var consumer = reading();
        var cancel = new OperationRecord(
                "cancel-1",
                OperationRecord.CANCEL,
                "mira",
                "a mistake",
                Instant.EPOCH,
                Map.of(BatchName.KEY, "sync-1"));
        consumer.updateEndOffsets(Map.of(PLACE, 1L));
        consumer.schedulePollTask(() -> consumer.addRecord(new ConsumerRecord<>(
                PLACE.topic(), 0, 0, null, JsonSerde.of(OperationRecord.class).write(cancel))));
        return consumer;
    }

    private static MockConsumer<byte[], byte[]> reading() {
        var consumer = new MockConsumer<byte[], byte[]>("earliest");
        consumer.updatePartitions(PLACE.topic(), List.of(new PartitionInfo(PLACE.topic(), 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(PLACE, 0L));
        consumer.updateEndOffsets(Map.of(PLACE, 0L));
        return consumer;
    }

    private static MockConsumer<byte[], byte[]> failing(Runnable how) {
        var consumer = reading();
        consumer.schedulePollTask(how);
        return consumer;
    }
}
