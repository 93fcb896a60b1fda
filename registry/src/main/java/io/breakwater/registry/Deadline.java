package io.breakwater.registry;

import java.time.Duration;

/** Until when an answer must be there. It may move while we wait. */
@FunctionalInterface
interface Deadline {
    /** Nanoseconds; not positive once it has passed. */
    long nanosLeft();

    static Deadline in(Duration time) {
        var end = System.nanoTime() + time.toNanos();
        return () -> end - System.nanoTime();
    }
}
