package io.breakwater.cli.batch;

import io.breakwater.cli.batch.Batch.State;
import io.breakwater.cli.topics.RecordWriter;
import io.breakwater.schemas.Coordinates;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/** Publishes the wishes of one batch at its pace, until it is done, told to stop, or cancelled. Confined to one thread. */
final class Publisher {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Batch batch;
    private final String operator;
    private final Pacer pacer;
    private final BooleanSupplier stop;

    /** @param stop whether the operator wants it to stop */
    Publisher(Batch batch, String operator, Pacer pacer, BooleanSupplier stop) {
        this.batch = batch;
        this.operator = operator;
        this.pacer = pacer;
        this.stop = stop;
    }

    /**
     * What is left to do of a batch.
     *
     * @param rest may ask a registry, and fail as that does
     * @param again whether the batch has begun before
     * @param before how many of its requests are published already
     */
    record Rest(Iterator<Wish> rest, boolean again, long before) {}

    /**
     * Writes down that the batch begins, or is gone on with; publishes what is left; writes down how it ended, which is
     * stopped also where an exception ends it.
     *
     * @param progress is told how many are published
     */
    State publish(Map<String, Object> kafka, Rest todo, LongConsumer progress) throws InterruptedException {
        try (var writer = RecordWriter.open(kafka);
                var cancelled = new CancelWatch(kafka, batch.id())) {
            if (todo.again()) {
                Operations.resumed(writer, batch, operator);
            } else {
                Operations.began(writer, batch);
            }
            var run = new Run(writer, cancelled);
            var state = State.STOPPED;
            try {
                state = run.toItsEnd(todo.rest(), published -> progress.accept(todo.before() + published));
            } finally {
                Operations.ended(writer, batch, operator, state, todo.before() + run.published);
            }
            return state;
        }
    }

    /** One time of publishing. */
    private final class Run {
        private final RecordWriter writer;
        private final BooleanSupplier cancelled;
        private final long start = System.nanoTime();
        private long published;

        Run(RecordWriter writer, BooleanSupplier cancelled) {
            this.writer = writer;
            this.cancelled = cancelled;
        }

        State toItsEnd(Iterator<Wish> rest, LongConsumer progress) throws InterruptedException {
            while (rest.hasNext()) {
                var wish = rest.next();
                var turn = awaitTurn();
                if (turn != State.OPEN) {
                    return turn;
                }
                publish(wish);
                published++;
                progress.accept(published);
            }
            return State.DONE;
        }

        private void publish(Wish wish) {
            var request = wish.request(batch, operator, Instant.now());
            writer.request(request, wish.of().map(Coordinates::partition), wish.headers(batch, operator));
        }

        /**
         * Waits for the next request's time.
         *
         * @return OPEN if it may be sent, otherwise what the batch has become
         */
        private State awaitTurn() throws InterruptedException {
            while (true) {
                if (stop.getAsBoolean()) {
                    return State.STOPPED;
                }
                if (cancelled.getAsBoolean()) {
                    return State.CANCELLED;
                }
                var pause = pacer.pause(published, Duration.ofNanos(System.nanoTime() - start));
                if (pause.isZero()) {
                    return State.OPEN;
                }
                // The asked-for rate is this pause; in short pieces, so that a stop and a cancel are seen soon.
                Thread.sleep(pause.compareTo(LOOK) < 0 ? pause : LOOK);
            }
        }
    }
}
