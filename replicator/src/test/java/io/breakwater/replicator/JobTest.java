package io.breakwater.replicator;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.replicator.core.Cause;
import io.breakwater.replicator.core.Frontier;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class JobTest {
    private static final String EVENTS = Topic.REGISTRY_EVENTS.topicName();
    private static final Reason REASON = new Reason("UNREADABLE", "no JSON");

    @Test
    void aRecordWithoutAKeyHasALaneOfItsOwn() {
        assertEquals("registry.events/0@7", job(new byte[] {1}).lane());
    }

    @Test
    void whatIsNoEventIsUnreadable() {
        assertInstanceOf(Cause.Unreadable.class, job(new byte[] {'{'}).cause());
    }

    @Test
    void aDeadLetterHoldsTheRecordAsItWas() {
        var value = new byte[] {0, -1, '{'};

        assertArrayEquals(value, job(value).deadLetter(REASON, 0, Instant.EPOCH).value());
    }

    /** Otherwise the broker would refuse the transaction for ever, and the partition would stand still. */
    @Test
    void theLongestRecordStillFitsIntoADeadLetter() {
        var letter = job(new byte[Topic.LONGEST_RECORD]).deadLetter(REASON, 0, Instant.EPOCH);

        assertTrue(JsonSerde.of(DeadLetter.class).write(letter).length < Topic.LONGEST_RECORD);
    }

    private static Job job(byte[] value) {
        var assignment = new Assignment(new TopicPartition(EVENTS, 0), Frontier.at(0));
        return Job.of(assignment, new ConsumerRecord<>(EVENTS, 0, 7, null, value));
    }
}
