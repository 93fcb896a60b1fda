package io.breakwater.bench.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a run says it had acknowledged, beside what is in the log of a real broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogCheckIT {
    private final Installation place = Installation.start(false);
    private final LogCheck log = LogCheck.of(place.kafka(), Events.TOPIC);

    @BeforeAll
    void somethingWasThereBefore() throws InterruptedException {
        send(7);
    }

    @AfterAll
    void stop() {
        log.close();
        place.close();
    }

    @Test
    void whatWasAcknowledgedIsThere() throws InterruptedException {
        assertEquals(100, log.counted(() -> send(100)).acknowledged());
    }

    @Test
    void acknowledgedRecordThatIsNotThereEndsTheRun() {
        var fault = assertThrows(IllegalStateException.class, () -> log.counted(() -> claim(send(5), 6)));
        assertEquals("6 were acknowledged, and 5 are in registry.events", fault.getMessage());
    }

    @Test
    void recordThatNobodyAcknowledgedEndsTheRun() {
        var fault = assertThrows(IllegalStateException.class, () -> log.counted(() -> claim(send(5), 4)));
        assertEquals("4 were acknowledged, and 5 are in registry.events", fault.getMessage());
    }

    /** It is in the log, and no read-committed reader gets there while its transaction is open. */
    @Test
    void recordThatNobodyMayReadYetDoesNotCount() {
        var settings = new HashMap<>(place.kafka());
        settings.put("transactional.id", "open");
        // In a topic of its own: the end of its transaction takes an offset, too.
        var topic = Topic.AUDIT_DRIFT.topicName();
        try (var ofDrift = LogCheck.of(place.kafka(), topic);
                var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var fault = assertThrows(
                    IllegalStateException.class,
                    () -> ofDrift.counted(() -> {
                        var _ = producer.send(new ProducerRecord<>(topic, new byte[] {1}, new byte[] {1}));
                        producer.flush();
                        return new Load(1, Duration.ZERO, Load.histogram());
                    }));
            producer.abortTransaction();
            assertEquals("1 were acknowledged, and 0 are in " + topic, fault.getMessage());
        }
    }

    private Load send(int count) throws InterruptedException {
        var records = Events.pushed("library/app", count);
        return BareProducer.run(place.kafka(), 10, records, Pace.unlimited(count));
    }

    private static Load claim(Load load, long acknowledged) {
        return new Load(acknowledged, load.elapsed(), load.micros());
    }
}
