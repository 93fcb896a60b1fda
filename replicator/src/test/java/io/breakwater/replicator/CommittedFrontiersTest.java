package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class CommittedFrontiersTest {
    private static final TopicPartition COMMITTED = new TopicPartition("registry.events", 0);
    private static final TopicPartition NEW = new TopicPartition("registry.events", 1);

    private final Away consumer = new Away();

    CommittedFrontiersTest() {
        consumer.assign(List.of(COMMITTED, NEW));
        consumer.updateBeginningOffsets(Map.of(COMMITTED, 0L, NEW, 3L));
        consumer.commitSync(Map.of(COMMITTED, new OffsetAndMetadata(7)));
    }

    @Test
    void aBrokerThatIsAwayWhilePartitionsAreAssignedIsAskedAgain() {
        consumer.timeouts = 3;

        var frontiers = CommittedFrontiers.read(consumer, List.of(COMMITTED, NEW), () -> false);

        assertEquals(0, consumer.timeouts);
        var offsets = new HashMap<TopicPartition, Long>();
        frontiers.forEach((partition, frontier) -> offsets.put(partition, frontier.offset()));
        assertEquals(Map.of(COMMITTED, 7L, NEW, 3L), offsets);
    }

    @Test
    void whoIsToStopDoesNotAskForEver() {
        consumer.timeouts = Integer.MAX_VALUE;

        assertThrows(
                TimeoutException.class, () -> CommittedFrontiers.read(consumer, List.of(COMMITTED, NEW), () -> true));
    }

    /** Kafka's own double, whose broker does not answer a number of times. */
    private static final class Away extends MockConsumer<byte[], byte[]> {
        private int timeouts;

        Away() {
            super("earliest");
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndMetadata> committed(
                Set<TopicPartition> partitions, Duration timeout) {
            if (timeouts > 0) {
                timeouts--;
                throw new TimeoutException("no answer within " + timeout);
            }
            return super.committed(partitions, timeout);
        }
    }
}
