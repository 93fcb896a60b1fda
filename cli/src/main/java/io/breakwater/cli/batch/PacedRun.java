package io.breakwater.cli.batch;

import io.breakwater.cli.batch.Batch.State;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Hands on wishes at their pace, until there are no more, or somebody wants it to end. Confined to one thread. */
final class PacedRun {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final Pacer pacer;
    private final BooleanSupplier stop;
    private final BooleanSupplier cancelled;
    private final BooleanSupplier cancelledNow;
    private final long start = System.nanoTime();
    private Duration due = Duration.ZERO;

    /**
     * @param stop whether the operator wants it to stop
     * @param cancelled whether the batch is cancelled, as of some moments ago
     * @param cancelledNow the same as of now; asked once
     */
    PacedRun(Pacer pacer, BooleanSupplier stop, BooleanSupplier cancelled, BooleanSupplier cancelledNow) {
        this.pacer = pacer;
        this.stop = stop;
        this.cancelled = cancelled;
        this.cancelledNow = cancelledNow;
    }

    /**
     * Runs to the end, and says which it was: DONE, STOPPED or CANCELLED.
     *
     * @param portions of wishes; getting one may take its time, and it may be empty: between two there is always a look
     *     whether to go on
     */
    State toItsEnd(Iterator<List<Wish>> portions, Consumer<Wish> to) throws InterruptedException {
        while (portions.hasNext()) {
            var told = told();
            if (told != State.OPEN) {
                return told;
            }
            for (var wish : portions.next()) {
                var turn = awaitTurn();
                if (turn != State.OPEN) {
                    return turn;
                }
                to.accept(wish);
                due = pacer.dueAfter(due, elapsed());
            }
        }
        // What still waits of a batch that was cancelled in the last moment is not worked on.
        return cancelledNow.getAsBoolean() ? State.CANCELLED : State.DONE;
    }

    /** What the batch has become by what others want: OPEN if they want nothing. */
    private State told() {
        if (cancelled.getAsBoolean()) {
            return State.CANCELLED;
        }
        return stop.getAsBoolean() ? State.STOPPED : State.OPEN;
    }

    /**
     * Waits for the next wish's time.
     *
     * @return OPEN if it may be handed on, otherwise what the batch has become
     */
    private State awaitTurn() throws InterruptedException {
        while (true) {
            var told = told();
            var pause = due.minus(elapsed());
            if (told != State.OPEN || !pause.isPositive()) {
                return told;
            }
            // The asked-for rate is this pause; in short pieces, so that a stop and a cancel are seen soon.
            Thread.sleep(pause.compareTo(LOOK) < 0 ? pause : LOOK);
        }
    }

    private Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
