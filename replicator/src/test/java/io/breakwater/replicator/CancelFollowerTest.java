package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.breakwater.replicator.core.CancelledBatches;
import io.breakwater.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.Test;

/** What happens when {@code operations.audit} can't be read, which no real broker shows at will. */
class CancelFollowerTest {
    private static final TopicPartition PLACE = new TopicPartition("operations.audit", 0);

    private final CancelledBatches cancelled = new CancelledBatches();

    @Test
    void readerThatCannotBeMadeHoldsNothingUp() {
        try (var follower = CancelFollower.start(Map.of("bootstrap.servers", "no-port"), cancelled)) {
            follower.awaitFirst(Duration.ofMillis(1));
        }

        assertEquals(Set.of(), cancelled.all());
    }

    @Test
    void whatFailsIsTriedAgain() {
        var tries = new AtomicInteger();

        try (var follower = CancelFollower.start(() -> consumer(tries), cancelled, Duration.ofMillis(1))) {
            // Longer than anything but a hang.
            follower.awaitFirst(Duration.ofMinutes(3));
            Await.until("all failures and a good one", () -> tries.get() == 4);
        }
    }

    private static Consumer<byte[], byte[]> consumer(AtomicInteger tries) {
        return switch (tries.incrementAndGet()) {
            case 1 -> throw new TopicAuthorizationException("operations.audit");
            case 2 -> new MockConsumer<>("earliest");
            case 3 -> failing();
            default -> reading();
        };
    }

    private static MockConsumer<byte[], byte[]> reading() {
        var consumer = new MockConsumer<byte[], byte[]>("earliest");
        consumer.updatePartitions(PLACE.topic(), List.of(new PartitionInfo(PLACE.topic(), 0, null, null, null)));
        consumer.updateBeginningOffsets(Map.of(PLACE, 0L));
        consumer.updateEndOffsets(Map.of(PLACE, 0L));
        return consumer;
    }

    /** By a bug of ours or of the client's. */
    private static MockConsumer<byte[], byte[]> failing() {
        var consumer = reading();
        consumer.schedulePollTask(() -> {
            throw new IllegalStateException("a bug");
        });
        return consumer;
    }
}
