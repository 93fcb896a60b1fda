package io.breakwater.registry;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** Ends what takes too long: a virtual thread that waits for a deadline, which may move meanwhile. */
final class Watch {
    private enum State {
        RUNNING,
        STOPPED,
        EXPIRED
    }

    private final AtomicReference<State> state = new AtomicReference<>(State.RUNNING);
    private final Deadline deadline;
    private final Runnable end;
    private final Thread thread;

    private Watch(Deadline deadline, Runnable end) {
        this.deadline = deadline;
        this.end = end;
        this.thread = Thread.ofVirtual().name("registry-watch").unstarted(this::watch);
    }

    /** @param end called once when the deadline has passed, by another thread */
    static Watch start(Deadline deadline, Runnable end) {
        var watch = new Watch(deadline, end);
        watch.thread.start();
        return watch;
    }

    private void watch() {
        while (state.get() == State.RUNNING) {
            var left = deadline.nanosLeft();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (state.compareAndSet(State.RUNNING, State.EXPIRED)) {
                end.run();
            }
        }
    }

    /** Whether the deadline has passed while this was running. */
    boolean isExpired() {
        return state.get() == State.EXPIRED;
    }

    /** Returns false if the deadline has passed, now and ever after; then what was watched has been ended, or will be at once. */
    boolean stop() {
        if (state.compareAndSet(State.RUNNING, State.STOPPED)) {
            LockSupport.unpark(thread);
        }
        return !isExpired();
    }
}
