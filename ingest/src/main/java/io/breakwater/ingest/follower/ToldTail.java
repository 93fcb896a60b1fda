package io.breakwater.ingest.follower;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.ingest.follower.core.Heard;
import io.breakwater.ingest.follower.core.Told;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.RegistryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads along what the follower tells, whichever process that is, for the webhooks of this one. While it can't read, late
 * webhooks are not known and are appended: a second event costs a look.
 */
final class ToldTail implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ToldTail.class);
    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration AFTER_A_FAULT = Duration.ofSeconds(2);

    /** How much is read at the start; with its default of three tries Harbor's last one comes within minutes. */
    private static final Duration REACHING_BACK = Duration.ofHours(1);

    private final Map<String, Object> kafka;
    private final Future<?> topics;
    private final Told told;

    /** @param topics done when there are topics */
    ToldTail(Map<String, Object> kafka, Future<?> topics, Told told) {
        this.kafka = kafka;
        this.topics = topics;
        this.told = told;
    }

    @Override
    @SuppressWarnings("Interruption") // the thread ends here, and with it its interrupt
    public void run() {
        try {
            topics.get();
            while (true) {
                readAlong();
                // Brokers that are away can only be asked again.
                Thread.sleep(AFTER_A_FAULT);
            }
        } catch (InterruptedException | InterruptException e) {
            LOG.atDebug().log("What the follower tells is no longer read");
        } catch (ExecutionException | CancellationException e) {
            LOG.atWarn().log("What the follower tells is not read: the topics could not be made");
        }
    }

    /** Returns when the brokers fail us in a way that a new consumer may mend. */
    private void readAlong() {
        try {
            readAlong(LogTail.open(kafka, "breakwater-told-tail"));
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            LOG.atWarn()
                    .addKeyValue("cause", e.toString())
                    .log("What the follower tells can't be read now; late webhooks become events of their own");
        }
    }

    private void readAlong(LogTail tail) {
        try {
            tail.seek(Instant.now().minus(REACHING_BACK));
            while (true) {
                tail.poll(POLL).forEach(this::hear);
            }
        } finally {
            // With an interrupt pending it can't be closed as it should be.
            var interrupted = Thread.interrupted();
            tail.close();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void hear(ConsumerRecord<byte[], byte[]> record) {
        if (isTold(record)) {
            try {
                told.hear(
                        EVENTS.read(record.value()),
                        new Coordinates(record.topic(), record.partition(), record.offset()));
            } catch (SerializationException e) {
                // Of another version, perhaps: nobody knows what it says, so it makes no webhook known.
                LOG.atDebug().addKeyValue("offset", record.offset()).log("An event of the follower can't be read");
            }
        }
    }

    /** By its header, so that the many others are not parsed. */
    private static boolean isTold(ConsumerRecord<byte[], byte[]> record) {
        var source = record.headers().lastHeader("ce_source");
        return source != null && record.value() != null && new String(source.value(), UTF_8).equals(Heard.SOURCE);
    }
}
