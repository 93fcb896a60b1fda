package io.breakwater.cli.batch;

import io.breakwater.cli.topics.Follower;
import io.breakwater.cli.topics.Spans;
import io.breakwater.cli.topics.TopicReader;
import io.breakwater.schemas.JsonSerde;
import io.breakwater.schemas.OperationRecord;
import io.breakwater.schemas.Topic;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Whether somebody has ever cancelled a batch; asks the brokers twice a second. Confined to one thread. */
final class CancelWatch implements BooleanSupplier, AutoCloseable {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(500);
    private static final JsonSerde<OperationRecord> OPERATIONS = JsonSerde.of(OperationRecord.class);

    private final Follower operations;
    private final String batch;
    private long lookedAt;
    private boolean cancelled;

    /**
     * Looks at once, and from the beginning: a batch is gone on with by what was on record when its images were gathered,
     * which may be minutes ago.
     */
    CancelWatch(Map<String, Object> kafka, String batch) {
        this.batch = batch;
        this.operations = Follower.after(Spans.NONE, TopicReader.open(kafka), Topic.OPERATIONS_AUDIT);
        try {
            look();
        } catch (RuntimeException e) {
            operations.close();
            throw e;
        }
    }

    @Override
    public boolean getAsBoolean() {
        if (!cancelled && System.nanoTime() - lookedAt > BETWEEN_LOOKS.toNanos()) {
            look();
        }
        return cancelled;
    }

    /** Looks once more, however short ago the last look was. */
    boolean isCancelledNow() {
        if (!cancelled) {
            look();
        }
        return cancelled;
    }

    private void look() {
        operations.readOn(record -> cancelled |= isOurs(record));
        lookedAt = System.nanoTime();
    }

    private boolean isOurs(ConsumerRecord<byte[], byte[]> record) {
        return TopicReader.value(OPERATIONS, record)
                .flatMap(OperationRecord::cancelledBatch)
                .filter(name -> name.value().equals(batch))
                .isPresent();
    }

    @Override
    public void close() {
        operations.close();
    }
}
