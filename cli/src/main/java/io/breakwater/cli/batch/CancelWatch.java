package io.breakwater.cli.batch;

import io.breakwater.cli.topics.Spans;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Whether somebody has cancelled a batch since we began to look; asks the brokers twice a second. Confined to one thread. */
final class CancelWatch implements BooleanSupplier, AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final JsonSerde<OperationRecord> OPERATIONS = JsonSerde.of(OperationRecord.class);

    private final TopicReader reader;
    private final String batch;
    private Spans seen;
    private long lookedAt = System.nanoTime();
    private boolean cancelled;

    CancelWatch(Map<String, Object> kafka, String batch) {
        this.reader = TopicReader.open(kafka);
        this.batch = batch;
        this.seen = reader.all(Topic.OPERATIONS_AUDIT);
    }

    @Override
    public boolean getAsBoolean() {
        if (!cancelled && System.nanoTime() - lookedAt > BETWEEN_LOOKS.toNanos()) {
            look();
            lookedAt = System.nanoTime();
        }
        return cancelled;
    }

    private void look() {
        var now = reader.all(Topic.OPERATIONS_AUDIT);
        reader.read(
                Topic.OPERATIONS_AUDIT,
                seen.until(now),
                record -> cancelled |=
                        TopicReader.value(OPERATIONS, record).map(this::isOurs).orElse(false));
        seen = now;
    }

    private boolean isOurs(OperationRecord record) {
        return record.operation().equals(Batch.CANCEL)
                && batch.equals(record.details().get(Batch.BATCH));
    }

    @Override
    public void close() {
        reader.close();
    }
}
