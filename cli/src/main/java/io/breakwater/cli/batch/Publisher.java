package io.breakwater.cli.batch;

import io.breakwater.cli.batch.Batch.State;
import io.breakwater.cli.topics.RecordWriter;
import io.breakwater.schemas.Coordinates;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import org.apache.kafka.common.KafkaException;

/** Publishes the wishes of one batch at its pace, until it is done, told to stop, or cancelled. Confined to one thread. */
final class Publisher {
    private final Batch batch;
    private final String operator;
    private final Pacer pacer;
    private final BooleanSupplier stop;
    private boolean onRecord;
    private long published;

    /** @param stop whether the operator wants it to stop */
    Publisher(Batch batch, String operator, Pacer pacer, BooleanSupplier stop) {
        this.batch = batch;
        this.operator = operator;
        this.pacer = pacer;
        this.stop = stop;
    }

    /** Whether the batch is on record, so that it can be gone on with. */
    boolean isOnRecord() {
        return onRecord;
    }

    /**
     * Writes down that the batch begins, or is gone on with; publishes what is left; writes down how it ended, which is
     * stopped also where an exception ends it. One that was cancelled meanwhile is not begun.
     *
     * @param progress is told how many are published
     */
    State publish(Map<String, Object> kafka, BatchRun.Rest todo, LongConsumer progress) throws InterruptedException {
        onRecord = todo.again();
        published = todo.before();
        try (var writer = RecordWriter.open(kafka);
                var cancelled = new CancelWatch(kafka, batch.id())) {
            if (cancelled.getAsBoolean()) {
                return State.CANCELLED;
            }
            begin(writer, todo.again());
            var state = run(writer, cancelled, todo, progress);
            Operations.ended(writer, batch, operator, state, published);
            return state;
        }
    }

    private void begin(RecordWriter writer, boolean again) {
        if (again) {
            Operations.resumed(writer, batch, operator);
        } else {
            Operations.began(writer, batch);
        }
        onRecord = true;
    }

    private State run(RecordWriter writer, CancelWatch cancelled, BatchRun.Rest todo, LongConsumer progress)
            throws InterruptedException {
        try {
            return new PacedRun(pacer, stop, cancelled, cancelled::isCancelledNow).toItsEnd(todo.portions(), wish -> {
                publish(writer, wish);
                published++;
                progress.accept(published);
            });
        } catch (RuntimeException | InterruptedException e) {
            brokeOff(writer, e);
            throw e;
        }
    }

    private void publish(RecordWriter writer, Wish wish) {
        var request = wish.request(batch, operator, Instant.now());
        writer.request(request, wish.of().map(Coordinates::partition), wish.headers(batch, operator));
    }

    /** Where nothing can be written, the first that could not be is what matters. */
    private void brokeOff(RecordWriter writer, Exception because) {
        try {
            Operations.ended(writer, batch, operator, State.STOPPED, published);
        } catch (KafkaException e) {
            because.addSuppressed(e);
        }
    }
}
