package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.replicator.core.Cause;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** One record to find an outcome for. */
record Job(Assignment assignment, ConsumerRecord<byte[], byte[]> record, Cause cause) {
    /** Of a dead letter's value: base64 makes four bytes of three, and the rest of the letter needs room too. */
    private static final int LONGEST_VALUE = Topic.LONGEST_RECORD / 2;

    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final JsonSerde<ReplicationRequest> REQUESTS = JsonSerde.of(ReplicationRequest.class);

    static Job of(Assignment assignment, ConsumerRecord<byte[], byte[]> record) {
        return new Job(assignment, record, read(record));
    }

    Coordinates coordinates() {
        return new Coordinates(record.topic(), record.partition(), record.offset());
    }

    /** When the record was written, by its writer's clock. */
    Instant arrivedAt() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /** The lane: the record's key, or a lane of its own for a record without one. */
    String lane() {
        return key().orElseGet(() -> coordinates().toString());
    }

    Optional<String> key() {
        return Optional.ofNullable(record.key()).map(key -> new String(key, UTF_8));
    }

    String causeId() {
        return switch (cause) {
            case Cause.Event(var event) -> event.origin().eventId();
            case Cause.Request(var request) -> request.provenance().requestId();
            case Cause.Unreadable _ -> coordinates().toString();
        };
    }

    /** The record as it was; of one that is too long for a letter the beginning, the whole of it stands at the coordinates. */
    DeadLetter deadLetter(Reason reason, int attempts, Instant now) {
        var headers = new LinkedHashMap<String, String>();
        record.headers()
                .forEach(header ->
                        headers.put(header.key(), header.value() == null ? "" : new String(header.value(), UTF_8)));
        var whole = Optional.ofNullable(record.value()).orElse(new byte[0]);
        var value = whole.length > LONGEST_VALUE ? Arrays.copyOf(whole, LONGEST_VALUE) : whole;
        return new DeadLetter(
                coordinates(), key(), Base64.getEncoder().encodeToString(value), headers, reason, attempts, now);
    }

    private static Cause read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return new Cause.Unreadable("it has no value");
        }
        try {
            return record.topic().equals(Topic.REPLICATION_REQUESTS.topicName())
                    ? new Cause.Request(REQUESTS.read(record.value()))
                    : new Cause.Event(EVENTS.read(record.value()));
        } catch (SerializationException e) {
            return new Cause.Unreadable(String.valueOf(e.getMessage()));
        }
    }
}
