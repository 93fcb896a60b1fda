package io.breakwater.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.cli.LedgerRecords;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord;
import io.breakwater.schemas.Outcome;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LedgerWatchTest {
    private static final TopicPartition LEDGER = new TopicPartition(Topic.REPLICATION_LEDGER.topicName(), 0);
    private static final JsonSerde<LedgerRecord> SERDE = JsonSerde.of(LedgerRecord.class);

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");

    @Test
    void lastRecordThatIsOneTooManyIsFoundHoweverManyPollsItTakes() throws DemoFailure {
        var watch = watch(Duration.ofMinutes(1));
        consumer.setMaxPollRecords(1);
        List.of(0, 1, 2, 1).forEach(this::write);

        watch.readOn();

        assertEquals(4, watch.seen().size());
        assertEquals(1, watch.duplicates());
    }

    @Test
    void recordThatWasSeenIsNotSeenAgain() throws DemoFailure {
        var watch = watch(Duration.ofMinutes(1));
        List.of(0, 1).forEach(this::write);
        watch.readOn();
        write(2);

        watch.readOn();
        watch.readOn();

        assertEquals(3, watch.seen().size());
        assertEquals(0, watch.duplicates());
    }

    @Test
    void endThatIsNeverReachedIsAFailure() {
        var watch = watch(Duration.ofMillis(1));
        consumer.updateEndOffsets(Map.of(LEDGER, 1L));

        assertThrows(DemoFailure.class, watch::readOn);
    }

    private LedgerWatch watch(Duration patience) {
        var nobody = new Node[0];
        consumer.updatePartitions(
                LEDGER.topic(), List.of(new PartitionInfo(LEDGER.topic(), 0, Node.noNode(), nobody, nobody)));
        consumer.updateBeginningOffsets(Map.of(LEDGER, 0L));
        consumer.updateEndOffsets(Map.of(LEDGER, 0L));
        // A mock takes records only for what is assigned.
        consumer.assign(List.of(LEDGER));
        return new LedgerWatch(new TopicReader(consumer, patience));
    }

    /** The record of the event at {@code causeOffset}, at the ledger's end. */
    private void write(int causeOffset) {
        var offset = consumer.endOffsets(List.of(LEDGER)).getOrDefault(LEDGER, 0L);
        var record = LedgerRecords.of(Topic.REGISTRY_EVENTS.topicName(), 0, causeOffset, Outcome.FILTERED);
        consumer.addRecord(new ConsumerRecord<>(LEDGER.topic(), 0, offset, null, SERDE.write(record)));
        consumer.updateEndOffsets(Map.of(LEDGER, offset + 1));
    }
}
