package io.breakwater.replicator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.breakwater.replicator.core.Cause;
import io.breakwater.replicator.core.Plan;
import io.breakwater.replicator.core.Rules;
import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.Coordinates;
import io.breakwater.schemas.DeadLetter;
import io.breakwater.schemas.Digest;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.LedgerRecord.Reason;
import io.breakwater.schemas.RegistryEvent;
import io.breakwater.schemas.ReplicationRequest;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;

/** One record to find an outcome for. */
record Job(Assignment assignment, ConsumerRecord<byte[], byte[]> record, Cause cause, Plan plan) {
    /** Of a dead letter's value: base64 makes four bytes of three, and the rest of the letter needs room too. */
    private static final int LONGEST_VALUE = Topic.LONGEST_RECORD / 2;

    /** Bytes; a name with a digest has some 400. Nothing longer is the name of an image. */
    private static final int LONGEST_KEY = 1_024;

    /** Characters of an id, which its sender chose. */
    private static final int LONGEST_ID = 1_024;

    /** Characters of a dead letter's headers, names and values together; JSON may make six bytes of each. */
    private static final int LONGEST_HEADERS = 64 << 10;

    private static final JsonSerde<RegistryEvent> EVENTS = JsonSerde.of(RegistryEvent.class);
    private static final JsonSerde<ReplicationRequest> REQUESTS = JsonSerde.of(ReplicationRequest.class);

    static Job of(Assignment assignment, ConsumerRecord<byte[], byte[]> record, Rules rules) {
        var cause = read(record);
        return new Job(assignment, record, cause, Plan.of(cause, rules));
    }

    /**
     * Whether {@code later}, right behind this in its lane, is done by the same work: who looks at the primary for one push
     * of a tag looks for all that are known. Not across assignments or batches: each may go alone.
     */
    boolean isDoneWith(Job later) {
        return assignment == later.assignment
                && plan instanceof Plan.Copy own
                && later.plan instanceof Plan.Copy other
                && own.image().equals(other.image())
                && batch().equals(later.batch());
    }

    /** The batch that it belongs to, if it belongs to one. */
    Optional<BatchName> batch() {
        return cause instanceof Cause.Request ? BatchName.of(record.headers()) : Optional.empty();
    }

    /** The same; with nothing left to do where its batch is one of {@code cancelled}. */
    Job unless(Set<BatchName> cancelled) {
        return plan instanceof Plan.OfImage work
                ? batch().filter(cancelled::contains)
                        .map(batch -> with(Plan.cancelled(work.image(), batch)))
                        .orElse(this)
                : this;
    }

    /** The same with another plan. */
    Job with(Plan other) {
        return new Job(assignment, record, cause, other);
    }

    /** Whether nobody waits for it. */
    boolean isBackfill() {
        return plan instanceof Plan.Copy copy && copy.backfill();
    }

    /** The digest that the cause spoke of, if it spoke of one. */
    Optional<Digest> asked() {
        return plan instanceof Plan.Copy copy ? copy.asked() : Optional.empty();
    }

    Coordinates coordinates() {
        return new Coordinates(record.topic(), record.partition(), record.offset());
    }

    /** When the record was written, by its writer's clock. */
    Instant arrivedAt() {
        return Instant.ofEpochMilli(record.timestamp());
    }

    /**
     * Whether nobody can have worked on it before: it came after its partition was given to us. Otherwise it was perhaps done
     * and not recorded, or recorded before offsets were reset. Clocks may be wrong, so it is a hint.
     */
    boolean isNew() {
        return arrivedAt().isAfter(assignment.since());
    }

    /**
     * The lane, and the key of what is recorded: the record's key, or one of its own for a record that has none or one that
     * is no name. What is written must fit into its topic, or its transaction would fail for ever.
     */
    String lane() {
        return Optional.ofNullable(record.key())
                .filter(key -> key.length <= LONGEST_KEY)
                .map(key -> new String(key, UTF_8))
                .orElseGet(() -> coordinates().toString());
    }

    String causeId() {
        return beginning(wholeCauseId(), LONGEST_ID);
    }

    private String wholeCauseId() {
        return switch (cause) {
            case Cause.Event(var event) -> event.origin().eventId();
            case Cause.Request(var request) -> request.provenance().requestId();
            case Cause.Unreadable _ -> coordinates().toString();
        };
    }

    /**
     * The record as it was; of a key, headers or a value that is too long for a letter the beginning, the whole of it stands
     * at the coordinates.
     */
    DeadLetter deadLetter(Reason reason, int attempts, Instant now) {
        var key = Optional.ofNullable(record.key()).map(bytes -> text(bytes, LONGEST_KEY));
        var whole = Optional.ofNullable(record.value()).orElse(new byte[0]);
        var value = Base64.getEncoder().encodeToString(beginning(whole, LONGEST_VALUE));
        return new DeadLetter(coordinates(), key, value, headers(), reason, attempts, now);
    }

    private Map<String, String> headers() {
        var headers = new LinkedHashMap<String, String>();
        var room = LONGEST_HEADERS;
        for (var header : record.headers()) {
            var name = beginning(header.key(), room);
            room -= name.length();
            var value = header.value() == null ? "" : text(header.value(), room);
            room -= value.length();
            if (!name.isEmpty()) {
                headers.put(name, value);
            }
        }
        return headers;
    }

    private static String text(byte[] bytes, int longest) {
        return beginning(new String(beginning(bytes, longest), UTF_8), longest);
    }

    private static byte[] beginning(byte[] bytes, int longest) {
        return bytes.length > longest ? Arrays.copyOf(bytes, longest) : bytes;
    }

    private static String beginning(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) : text;
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
