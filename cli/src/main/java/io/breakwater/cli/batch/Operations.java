package io.breakwater.cli.batch;

import io.breakwater.cli.topics.RecordWriter;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.BatchName;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Topic;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;

/** What operators did, and what one of them does now. */
public final class Operations {
    private static final JsonSerde<OperationRecord> OPERATIONS = JsonSerde.of(OperationRecord.class);

    private Operations() {}

    /** Hands on all that is on record, what is about one thing in its order; what is no such record is left out. */
    public static void read(TopicReader reader, Consumer<OperationRecord> to) {
        reader.read(
                Topic.OPERATIONS_AUDIT,
                reader.all(Topic.OPERATIONS_AUDIT),
                record -> TopicReader.value(OPERATIONS, record).ifPresent(to));
    }

    /** Writes down that a batch begins. */
    public static void began(RecordWriter writer, Batch batch) {
        write(writer, batch.id(), batch.operation(), batch.operator(), batch.reason(), batch.details(), batch.id());
    }

    /** Writes down that somebody goes on with a batch. */
    static void resumed(RecordWriter writer, Batch batch, String operator) {
        about(writer, batch, batch.operation() + Batch.RESUMED, operator, batch.reason(), Map.of());
    }

    /**
     * Writes down how a batch ended.
     *
     * @param requests published in all its runs
     */
    static void ended(RecordWriter writer, Batch batch, String operator, Batch.State state, long requests) {
        about(
                writer,
                batch,
                batch.operation() + Batch.ENDED,
                operator,
                batch.reason(),
                Map.of(Batch.RESULT, state.name(), Batch.REQUESTS, Long.toString(requests)));
    }

    /** Asks whoever publishes a batch to stop, everybody never to go on with it, and the replicators to leave the rest of it. */
    public static void cancel(RecordWriter writer, Batch batch, String operator, String reason) {
        about(writer, batch, OperationRecord.CANCEL, operator, reason, Map.of());
    }

    private static void about(
            RecordWriter writer,
            Batch batch,
            String operation,
            String operator,
            String reason,
            Map<String, String> more) {
        var details = new TreeMap<>(more);
        details.put(BatchName.KEY, batch.id());
        write(writer, batch.id(), operation, operator, reason, details, id());
    }

    /**
     * Writes down one deed.
     *
     * @param key the image or the batch that it is about
     */
    public static void write(
            RecordWriter writer,
            String key,
            String operation,
            String operator,
            String reason,
            Map<String, String> details) {
        write(writer, key, operation, operator, reason, details, id());
    }

    private static void write(
            RecordWriter writer,
            String key,
            String operation,
            String operator,
            String reason,
            Map<String, String> details,
            String id) {
        writer.operation(key, new OperationRecord(id, operation, operator, reason, Instant.now(), details));
    }

    private static String id() {
        return UUID.randomUUID().toString();
    }
}
