package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.breakwater.replicator.core.Cause;
import io.breakwater.replicator.core.Frontier;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.Side;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
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

    @Test
    void aKeyThatIsNoNameIsNoLane() {
        assertEquals("registry.events/0@7", job(bytes(1_025), new byte[0]).lane());
    }

    @Test
    void anIdIsCutToTheLengthOfAnId() {
        var origin = new RegistryEvent.Origin(
                "i".repeat(1 << 20),
                Side.PRIMARY,
                "/webhooks/harbor",
                Instant.EPOCH,
                Instant.EPOCH,
                Optional.empty(),
                new Digest("sha256:" + "0".repeat(64)));
        var event = new RegistryEvent.Other(origin, "library/app", "SCANNING_COMPLETED", "{}");
        var job = job(JsonSerde.of(RegistryEvent.class).write(event));

        assertEquals("i".repeat(1_024), job.causeId());
    }

    @Test
    void whatCameBeforeItsPartitionWasOursIsNotNew() {
        var assignment = new Assignment(new TopicPartition(EVENTS, 0), Frontier.at(0));

        assertFalse(job(assignment, assignment.since().minusSeconds(1)).isNew());
        assertTrue(job(assignment, assignment.since().plusSeconds(1)).isNew());
    }

    private static Job job(Assignment assignment, Instant at) {
        var record = new ConsumerRecord<>(
                EVENTS,
                0,
                7L,
                at.toEpochMilli(),
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
        return Job.of(assignment, record, Settings.RULES);
    }

    @Test
    void headersAreKeptAsTheyWere() {
        var job = job(new byte[0]);
        job.record().headers().add("ce_id", "one".getBytes(UTF_8)).add("empty", null);

        assertEquals(
                Map.of("ce_id", "one", "empty", ""),
                job.deadLetter(REASON, 0, Instant.EPOCH).headers());
    }

    /** Otherwise the broker would refuse the transaction for ever, and the partition would stand still. */
    @Test
    void theLongestRecordStillFitsIntoADeadLetter() {
        assertFits(job(new byte[Topic.LONGEST_RECORD]));
    }

    @Test
    void theLongestKeyStillFitsIntoADeadLetter() {
        assertFits(job(bytes(Topic.LONGEST_RECORD), new byte[Topic.LONGEST_RECORD]));
    }

    @Test
    void theLongestHeadersStillFitIntoADeadLetter() {
        var one = job(new byte[Topic.LONGEST_RECORD]);
        one.record().headers().add("large", bytes(Topic.LONGEST_RECORD));
        var many = job(new byte[Topic.LONGEST_RECORD]);
        for (var number = 0; number < 100_000; number++) {
            many.record().headers().add("header-" + number, bytes(30));
        }

        assertFits(one);
        assertFits(many);
    }

    /** With the key and the attributes that go beside the value. */
    private static void assertFits(Job job) {
        var letter = JsonSerde.of(DeadLetter.class).write(job.deadLetter(REASON, 0, Instant.EPOCH));

        assertTrue(letter.length + 3 * job.lane().getBytes(UTF_8).length + 1_000 < Topic.LONGEST_RECORD);
    }

    /** Of what JSON makes longest. */
    private static byte[] bytes(int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 1);
        return bytes;
    }

    private static Job job(byte[] value) {
        return job(null, value);
    }

    private static Job job(byte @Nullable [] key, byte[] value) {
        var assignment = new Assignment(new TopicPartition(EVENTS, 0), Frontier.at(0));
        return Job.of(assignment, new ConsumerRecord<>(EVENTS, 0, 7, key, value), Settings.RULES);
    }
}
